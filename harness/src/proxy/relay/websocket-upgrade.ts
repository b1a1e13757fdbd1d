/** Passes a WebSocket handshake on to the target, and joins both ends when the target agrees. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Connection } from './connection.ts';
import type { Forwarding } from './http-forwarding.ts';
import { requestHeaders, responseHeaders } from './request-head.ts';
import { connectionProblem } from './target.ts';

export function forwardUpgrade(request: IncomingMessage, head: Buffer, connection: Connection, { target, problem }: Forwarding): void {
  const { client } = connection;
  const { method = 'GET', url = '/', rawHeaders } = request;
  const headers = requestHeaders(rawHeaders, target);
  const server = connection.openTarget();
  const upstream = httpRequest({ createConnection: () => server, method, path: url, headers, setHost: false });
  const giveUp = (): void => void upstream.destroy();
  client.on('close', giveUp);
  upstream.on('upgrade', (answer, _socket, serverHead) => {
    client.off('close', giveUp);
    client.write(headOf(answer, responseHeaders(answer.rawHeaders, target, request.headers.host)));
    if (head.length > 0) client.unshift(head);
    if (serverHead.length > 0) server.unshift(serverHead);
    connection.link(server);
  });
  upstream.on('response', (answer) => {
    client.write(headOf(answer, refusalHeaders(responseHeaders(answer.rawHeaders, target, request.headers.host))));
    answer.on('error', () => client.destroy());
    answer.pipe(client);
  });
  upstream.on('error', (error) => {
    if (client.destroyed || client.writableEnded) return;
    const message = connectionProblem(target, error);
    problem(message);
    client.end(`HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${message}\n`);
  });
  upstream.end();
}

function headOf({ httpVersion, statusCode = 502, statusMessage = '' }: IncomingMessage, headers: readonly string[]): Buffer {
  let head = `HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n`;
  for (let at = 0; at < headers.length; at += 2) head += `${headers[at] ?? ''}: ${headers[at + 1] ?? ''}\r\n`;
  return Buffer.from(`${head}\r\n`, 'latin1');
}

/** The end of the connection ends the body: chunks were joined when it was read. */
function refusalHeaders(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2);
    if (!['connection', 'transfer-encoding', 'keep-alive'].includes(name.toLowerCase())) kept.push(name, value);
  }
  return [...kept, 'Connection', 'close'];
}
