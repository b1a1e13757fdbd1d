/** The request's target and headers, before anything parses them. The one place that changes `request.url`. */
import type { IncomingMessage } from 'node:http';
import { LINK_PATH } from '@eyepiece/shared-types';
import { belowBasePath } from '@eyepiece/shared-types/base-path';
import { HubError } from '../../errors.ts';
import type { HttpLimits } from '../../limits.ts';

/** Where sockets are: everything else that asks for an upgrade is answered as an ordinary request (RFC 9110 §7.8). */
const SOCKET_PATH = '/socket.io/';
const UPLOADS = `${LINK_PATH}/captures/`;
const ORIGIN = /^https?:\/\/[^/?#]*/i;

export type UpgradePath = 'cameras' | 'viewers';

export interface TargetRules {
  readonly limits: HttpLimits;
  /** Without a slash at the end; empty at the root. */
  readonly basePath: string;
}

/**
 * Makes `request.url` a path below the base path, with an optional query. Proxies may send a whole URL (RFC 9112 §3.2.2).
 * @returns where the client must go instead: from the base path itself to the page below it
 * @throws {HubError} target_too_long, headers_too_large, validation_failed, not_found
 */
export function takeTarget(request: IncomingMessage, { limits, basePath }: TargetRules): string | undefined {
  const target = request.url ?? '';
  if (target.length > limits.maxTargetBytes) {
    throw new HubError('target_too_long', `An address of ${target.length} bytes is above the limit of ${limits.maxTargetBytes}`);
  }
  const path = target.replace(ORIGIN, '').replace(/^(?=\?|$)/, '/');
  if (!path.startsWith('/')) throw new HubError('validation_failed', 'The address of the request must begin with /');
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

/** Captures and previews of camera services: large, and over any line. */
export function isUpload({ method, url }: IncomingMessage): boolean {
  return method === 'PUT' && url?.startsWith(UPLOADS) === true;
}

/** Of a request whose target has not been taken yet, or, without a base path, of one whose target has. */
export function upgradePath({ url = '' }: IncomingMessage, basePath = ''): UpgradePath | undefined {
  const path = belowBasePath(basePath, url.replace(ORIGIN, '')) ?? '';
  if (path.startsWith(SOCKET_PATH)) return 'viewers';
  return path === LINK_PATH || path.startsWith(`${LINK_PATH}?`) ? 'cameras' : undefined;
}

/** As on the wire: each has a colon, a space and a line's end. */
function sizeOfHeaders({ rawHeaders }: IncomingMessage): number {
  let bytes = rawHeaders.length * 2;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}
