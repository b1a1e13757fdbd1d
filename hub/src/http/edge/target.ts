/** Checks the request's target and headers before they are parsed. The only place that changes `request.url`. */
import type { IncomingMessage } from 'node:http';
import { LINK_PATH } from '@eyepiece/shared-types';
import { belowBasePath } from '@eyepiece/shared-types/base-path';
import { PEER_PATH } from '../../cluster/peers/protocol.ts';
import { HubError } from '../../errors.ts';
import type { HttpLimits } from '../../process/limits/http-limits.ts';

/** Other paths ignore the Upgrade header and are answered as ordinary requests (RFC 9110 §7.8). */
const SOCKET_PATH = '/socket.io/';
const UPLOADS = `${LINK_PATH}/captures/`;
const ORIGIN = /^https?:\/\/[^/?#]*/i;

type UpgradePath = 'cameras' | 'viewers' | 'hubs';

export interface TargetRules {
  readonly limits: HttpLimits;
  /** Without a trailing slash; empty at the root. */
  readonly basePath: string;
}

/**
 * Strips the base path from `request.url`. Proxies may send an absolute URL (RFC 9112 §3.2.2).
 * @returns a redirect target, when the base path is requested without its trailing slash
 * @throws {HubError} target_too_long, headers_too_large, validation_failed, not_found
 */
export function takeTarget(request: IncomingMessage, { limits, basePath }: TargetRules): string | undefined {
  const target = request.url ?? '';
  requireHost(request);
  if (target.length > limits.maxTargetBytes) {
    throw new HubError('target_too_long', `An address of ${target.length} bytes is above the limit of ${limits.maxTargetBytes}`);
  }
  const path = target.replace(ORIGIN, '').replace(/^(?=\?|$)/, '/');
  if (!path.startsWith('/')) throw new HubError('validation_failed', 'The request path must begin with /');
  const below = belowBasePath(basePath, path);
  if (below === undefined) {
    if (path.split('?', 1)[0] === basePath)
      return `${basePath}/${path.slice(basePath.length)}`.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent);
    throw new HubError('not_found', `This hub is published below ${basePath}/; nothing is at this address`);
  }
  request.url = below;
  const headerBytes = sizeOfHeaders(request);
  const maxBytes = isUpload(request) ? limits.maxUploadHeaderBytes : limits.maxHeaderBytes;
  if (headerBytes > maxBytes) {
    throw new HubError('headers_too_large', `Headers of ${headerBytes} bytes are above the limit of ${maxBytes}`);
  }
  return undefined;
}

/** Whether the request is an upload of a capture or preview by a camera service. */
export function isUpload({ method, url }: IncomingMessage): boolean {
  return method === 'PUT' && url?.startsWith(UPLOADS) === true;
}

/** @param basePath empty once `takeTarget` has removed it */
export function upgradePath({ url = '' }: IncomingMessage, hasPeers: boolean, basePath = ''): UpgradePath | undefined {
  const path = belowBasePath(basePath, url.replace(ORIGIN, '')) ?? '';
  if (hasPeers && path.startsWith(PEER_PATH)) return 'hubs';
  if (path.startsWith(SOCKET_PATH)) return 'viewers';
  return path === LINK_PATH || path.startsWith(`${LINK_PATH}?`) ? 'cameras' : undefined;
}

/** Two parties that read different hosts disagree on what is requested (RFC 9112 §3.2). @throws {HubError} validation_failed */
function requireHost({ rawHeaders, httpVersion }: IncomingMessage): void {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  if (hosts > 1) throw new HubError('validation_failed', 'The request has more than one Host header');
  if (hosts === 0 && httpVersion === '1.1') throw new HubError('validation_failed', 'The request has no Host header');
}

/** Size on the wire: each header adds a colon, a space and CRLF. */
function sizeOfHeaders({ rawHeaders }: IncomingMessage): number {
  let bytes = rawHeaders.length * 2;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}
