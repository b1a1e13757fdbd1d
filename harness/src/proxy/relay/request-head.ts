/** The heads of HTTP requests and responses: what the proxy reads of them and what it changes. */
import type { Socket } from 'node:net';
import type { Target } from './target.ts';

const HEAD_MAX_BYTES = 64 * 1024;
const HEAD_MS = 30_000;
const END_OF_HEAD = '\r\n\r\n';

export interface RequestHead {
  readonly bytes: Buffer;
  readonly kind: 'websocket' | 'http';
  /** With the query. */
  readonly path: string;
}

/** @returns undefined if the client closes, sends too much or takes too long. The socket is paused then */
export function readHead(socket: Socket): Promise<RequestHead | undefined> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const settle = (head: RequestHead | undefined): void => {
      clearTimeout(deadline);
      socket.pause();
      socket.off('data', take).off('end', give).off('close', give);
      resolve(head);
    };
    const give = (): void => settle(undefined);
    const take = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.includes(END_OF_HEAD)) settle(parseHead(bytes));
      else if (bytes.length > HEAD_MAX_BYTES) give();
    };
    const deadline = setTimeout(give, HEAD_MS);
    socket.on('data', take).on('end', give).on('close', give);
  });
}

/** `bytes`: at least the whole head. Bytes that are not HTTP count as a request without a path. */
export function parseHead(bytes: Buffer): RequestHead {
  const head = bytes.subarray(0, bytes.indexOf(END_OF_HEAD) + 2).toString('latin1');
  const [, path = ''] = /^\S+ (\S+) HTTP\/1\.[01]\r\n/.exec(head) ?? [];
  return { bytes, path, kind: /\r\nupgrade:[ \t]*websocket[ \t]*\r\n/i.test(head) ? 'websocket' : 'http' };
}

/**
 * Host and Origin become those of the target. Compression of WebSocket messages is not offered to it: the proxy has to
 * read them.
 */
export function requestHeaders(raw: readonly string[], target: Target): string[] {
  const proxyHost = headerOf(raw, 'host');
  return eachHeader(raw, (name, value) => {
    switch (name) {
      case 'host':
        return target.host;
      case 'origin':
        return value === `http://${proxyHost}` ? target.origin : value;
      case 'sec-websocket-extensions':
        return withoutCompression(value);
      default:
        return value;
    }
  });
}

/** Redirects to the target lead to the proxy again. */
export function responseHeaders(raw: readonly string[], target: Target, proxyHost: string | undefined): string[] {
  return eachHeader(raw, (name, value) => {
    const leadsToTarget = name === 'location' && (value === target.origin || value.startsWith(`${target.origin}/`));
    return leadsToTarget ? `http://${proxyHost ?? ''}${value.slice(target.origin.length)}` : value;
  });
}

function withoutCompression(extensions: string): string | undefined {
  const others = extensions.split(',').filter((offer) => !/^\s*(permessage-deflate|x-webkit-deflate-frame)\s*(;|$)/i.test(offer));
  return others.length === 0 ? undefined : others.join(',').trim();
}

function headerOf(raw: readonly string[], name: string): string {
  return raw[raw.findIndex((item, index) => index % 2 === 0 && item.toLowerCase() === name) + 1] ?? '';
}

/** `change` returns undefined to leave a header out. */
function eachHeader(raw: readonly string[], change: (name: string, value: string) => string | undefined): string[] {
  const changed: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = change(name.toLowerCase(), raw[at + 1] ?? '');
    if (value !== undefined) changed.push(name, value);
  }
  return changed;
}
