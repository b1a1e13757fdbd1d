/** Requests that the HTTP parser refuses, or that Node.js would answer without a body: each gets a JSON error. */
import type { ErrorBody } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { useHub } from '../../setup/use-hub.ts';
import { RawConnection } from '../limits/raw-connection.ts';

const hub = useHub();

const END = '\r\n\r\n';
const request = (...lines: string[]): string => lines.join('\r\n') + END;
const LOGIN = ['POST /api/v1/auth/login HTTP/1.1', 'Host: hub', 'Content-Type: application/json'];
const CHUNKED = 'Transfer-Encoding: chunked';
const HEADER_OVERFLOW = `X-Long: ${'x'.repeat(90_000)}`;

const REFUSED: readonly (readonly [what: string, bytes: string, status: number, code: string])[] = [
  ['no Host header', request('GET /health HTTP/1.1'), 400, 'validation_failed'],
  ['two Host headers', request('GET /health HTTP/1.1', 'Host: hub', 'host: other'), 400, 'validation_failed'],
  ['CONNECT to another host', request('CONNECT example.org:443 HTTP/1.1', 'Host: example.org:443'), 400, 'validation_failed'],
  ['CONNECT to the path of sockets', request('CONNECT /socket.io/ HTTP/1.1', 'Host: hub'), 400, 'validation_failed'],
  ['an unknown method', request('EYEPIECE / HTTP/1.1', 'Host: hub'), 400, 'validation_failed'],
  ['an unknown version', request('GET /health HTTP/9.9', 'Host: hub'), 400, 'validation_failed'],
  ['the preface of HTTP/2', request('PRI * HTTP/2.0', '', 'SM'), 400, 'validation_failed'],
  ['a target of the whole server', request('OPTIONS * HTTP/1.1', 'Host: hub'), 400, 'validation_failed'],
  ['NUL in the target', request('GET /hea\0lth HTTP/1.1', 'Host: hub'), 400, 'validation_failed'],
  ['a malformed escape in the path', request('GET /%E0%A4%A HTTP/1.1', 'Host: hub', 'Connection: close'), 400, 'validation_failed'],
  ['a header without a colon', request('GET /health HTTP/1.1', 'Host: hub', 'broken'), 400, 'validation_failed'],
  ['NUL in a header', request('GET /health HTTP/1.1', 'Host: hub', 'X-A: \0'), 400, 'validation_failed'],
  ['a folded header', request('GET /health HTTP/1.1', 'Host: hub', 'X-A: a', ' b'), 400, 'validation_failed'],
  ['a length that is no number', request(...LOGIN, 'Content-Length: five'), 400, 'validation_failed'],
  ['a negative length', request(...LOGIN, 'Content-Length: -1'), 400, 'validation_failed'],
  ['two lengths', request(...LOGIN, 'Content-Length: 2', 'Content-Length: 3'), 400, 'validation_failed'],
  ['length and chunks', request(...LOGIN, CHUNKED, 'Content-Length: 2'), 400, 'validation_failed'],
  ['an unknown transfer encoding', request(...LOGIN, 'Transfer-Encoding: eyepiece'), 400, 'validation_failed'],
  ['a chunk without a size', `${request(...LOGIN, CHUNKED)}zz\r\n`, 400, 'validation_failed'],
  ['a second chunk without a size', `${request(...LOGIN, CHUNKED)}2\r\n{}\r\n-1\r\n`, 400, 'validation_failed'],
  ['a chunk of the wrong size', `${request(...LOGIN, CHUNKED)}1\r\n{}\r\n0${END}`, 400, 'validation_failed'],
  ['headers above the limit of the parser', request('GET /health HTTP/1.1', 'Host: hub', HEADER_OVERFLOW), 431, 'headers_too_large'],
  [
    'headers above the limit of a route',
    request('GET /health HTTP/1.1', 'Host: hub', `X: ${'x'.repeat(20_000)}`),
    431,
    'headers_too_large',
  ],
  ['an address above the limit', request(`GET /${'x'.repeat(9000)} HTTP/1.1`, 'Host: hub'), 414, 'target_too_long'],
  ['a handshake of TLS', '\x16\x03\x01\x00\xf4\x01\x00\x00\xf0\x03\x03', 400, 'validation_failed'],
  ['noise', `\x00\xff\xfe${END}`, 400, 'validation_failed'],
];

it.each(REFUSED)('refuses %s with a JSON error', async (_what, bytes, status, code) => {
  const connection = await RawConnection.open(hub.url);
  connection.socket.write(bytes, 'latin1');
  const answer = await connection.lastAnswer();
  expect([answer.status, answer.headers['content-type'], answer.headers['connection']]).toEqual([
    status,
    'application/json; charset=utf-8',
    'close',
  ]);
  const body = JSON.parse(answer.body) as ErrorBody;
  expect(body).toMatchObject({ statusCode: status, code });
  expect(body.message.length).toBeGreaterThan(10);
  expect(Buffer.byteLength(answer.body)).toBe(Number(answer.headers['content-length']));
});

it.each([
  ['an expectation that it does not know', request('GET /health HTTP/1.1', 'Host: hub', 'Expect: miracle', 'Connection: close')],
  ['HTTP/1.0 without a host', request('GET /health HTTP/1.0')],
  ['an empty host', request('GET /health HTTP/1.1', 'Host:', 'Connection: close')],
])('serves %s', async (_what, bytes) => {
  const connection = await RawConnection.open(hub.url);
  connection.socket.write(bytes, 'latin1');
  expect((await connection.lastAnswer()).status).toBe(200);
});

it('answers an earlier request, and not the malformed one behind it', async () => {
  const connection = await RawConnection.open(hub.url);
  connection.socket.write(`${request('GET /health HTTP/1.1', 'Host: hub')}EYEPIECE${END}`, 'latin1');
  await connection.untilClosed();
  const statuses = [...connection.received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  expect([[], ['200'], ['200', '400']]).toContainEqual(statuses);
});
