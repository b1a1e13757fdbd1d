/** An error as the answer to a request that reaches no application, after which the connection ends. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { toErrorBody, type HubError } from '../../errors.ts';

/** What the callback of a request's headers tells Node's parser: no HTTP follows, as after an upgrade. */
const NO_MORE_HTTP = 2;

/** Connections that end: what else they asked for is not looked at. */
export const endings = new WeakSet<Socket>();

export function refuseRequest(request: IncomingMessage, response: ServerResponse, error: HubError, lingerMs: number): void {
  const { socket } = request;
  if (endings.has(socket)) return;
  endings.add(socket);
  stopParsing(socket);
  if (response.headersSent || !response.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  const deadline = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => {
    clearTimeout(deadline);
    // Node forgets a request once it is answered: a route that still reads the body would wait for ever.
    request.destroy(new Error(error.message));
  });
  const json = JSON.stringify(toErrorBody(error));
  response.writeHead(error.status, {
    Connection: 'close',
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
    ...(error.retryAfterSeconds !== undefined && { 'Retry-After': error.retryAfterSeconds }),
  });
  response.end(json);
}

/**
 * Hears no further request of a connection. Neither an ended response nor a destroyed socket stops the parser: one read
 * may hold more than a thousand requests, and Node makes objects and an error with a stack for each.
 */
export function stopParsing(socket: Socket): void {
  // Not documented: node:http keeps its parser here, and nothing else reaches into a read that has begun.
  const { parser } = socket as Socket & { parser?: { onIncoming?: (() => number) | null } | null };
  if (parser) parser.onIncoming = () => NO_MORE_HTTP;
}
