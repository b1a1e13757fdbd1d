/** An error as the answer to a request that reaches no application, after which the connection ends. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { toErrorBody, type HubError } from '../../errors.ts';
import { stopParsing } from './stop-parsing.ts';

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
