/** Sends an HTTP error on a socket without response object: for too many connections, refused upgrades and invalid requests. */
import type { Duplex } from 'node:stream';
import { toErrorBody, type HubError } from '../errors.ts';

/** Sends the error and closes the connection, at the latest after `lingerMs`. */
export type RefuseSocket = (socket: Duplex, error: HubError) => void;

export function createRefuseSocket(lingerMs: number): RefuseSocket {
  return (socket, error) => {
    socket.on('error', () => socket.destroy());
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const deadline = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(deadline));
    socket.end(rawAnswer(error));
    // Closing with unread input would reset the connection, and the client might not receive the response.
    socket.resume();
  };
}

function rawAnswer(error: HubError): string {
  const body = toErrorBody(error);
  const json = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${body.statusCode} ${body.error}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(json)}`,
    ...(error.retryAfterSeconds === undefined ? [] : [`Retry-After: ${Math.ceil(error.retryAfterSeconds)}`]),
    ...(body.statusCode === 401 ? ['WWW-Authenticate: Bearer'] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${json}`;
}
