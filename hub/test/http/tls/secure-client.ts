/** Requests over HTTPS by a client that trusts the hub's own authority, or another one. */
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TlsConfig } from '../../../src/process/config.ts';
import type { TestHub } from '../../setup/start-hub.ts';

export const LOCAL: TlsConfig = { port: 0, required: false, files: undefined, names: [], hstsSeconds: 3600 };

export interface SecureAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface SecureRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  readonly ca?: string;
}

export const portOf = (hub: TestHub): number => hub.hub.https?.port ?? 0;
export const originOf = (hub: TestHub): string => `https://127.0.0.1:${portOf(hub)}`;
export const authorityOf = (hub: TestHub): string => hub.hub.https?.authority?.toString() ?? '';

export async function ask(hub: TestHub, path: string, { method, headers, json, ca }: SecureRequest = {}): Promise<SecureAnswer> {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const outgoing = request(originOf(hub) + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }), ...headers },
    ca: ca ?? authorityOf(hub),
    agent: false,
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}
