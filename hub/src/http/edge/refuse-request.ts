/** Answers a request with an error before it reaches an application, and closes the connection. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { toErrorBody, type HubError } from '../../errors.ts';

/** Return value of the parser's headers callback: no HTTP follows, as after an upgrade. */
const NO_MORE_HTTP = 2;

/** Connections that are being closed; their further requests are ignored. */
export const closingSockets = new WeakSet<Socket>();

interface Redirect {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** @param redirect replaces the status of the error */
export function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  error: HubError,
  lingerMs: number,
  redirect?: Redirect,
): void {
  const { socket } = request;
  if (closingSockets.has(socket)) return;
  closingSockets.add(socket);
  stopParsing(socket);
  if (response.headersSent || !response.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  const deadline = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => {
    clearTimeout(deadline);
    // Node drops a request once it is answered. Without this, a route that reads the body would wait for ever.
    request.destroy(new Error(error.message));
  });
  const json = JSON.stringify(toErrorBody(error));
  response.writeHead(redirect?.status ?? error.status, {
    ...redirect?.headers,
    Connection: 'close',
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
    ...(error.retryAfterSeconds !== undefined && { 'Retry-After': error.retryAfterSeconds }),
  });
  response.end(json);
}

/**
 * Ignores further requests of a connection. Neither an ended response nor a destroyed socket stops the parser: one read
 * may contain more than a thousand requests, and Node creates objects and an error with a stack for each.
 */
export function stopParsing(socket: Socket): void {
  // Undocumented: node:http stores its parser here. There is no other way to stop parsing a chunk.
  const { parser } = socket as Socket & { parser?: { onIncoming?: (() => number) | null } | null };
  if (parser) parser.onIncoming = () => NO_MORE_HTTP;
}
