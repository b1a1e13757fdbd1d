import { expect, it } from 'vitest';
import { parseHead, requestHeaders, responseHeaders } from './request-head.ts';
import { readTarget } from './target.ts';

const TARGET = readTarget('https://chat.example:8443', false);

it.each([
  ['GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n', 'http', '/a?b'],
  ['GET /ws HTTP/1.1\r\nUPGRADE: WebSocket\r\nHost: x\r\n\r\nrest', 'websocket', '/ws'],
  ['POST / HTTP/1.1\r\n\r\nUpgrade: websocket\r\n', 'http', '/'],
  ['no request\r\n\r\n', 'http', ''],
] as const)('reads %j', (text, kind, path) => {
  expect(parseHead(Buffer.from(text))).toMatchObject({ kind, path });
});

it('sets Host and Origin to those of the target, and keeps the origin of another page', () => {
  expect(requestHeaders(['Host', 'localhost:8080', 'Origin', 'http://localhost:8080', 'X-A', '1', 'X-A', '2'], TARGET)).toEqual([
    'Host',
    'chat.example:8443',
    'Origin',
    'https://chat.example:8443',
    'X-A',
    '1',
    'X-A',
    '2',
  ]);
  expect(requestHeaders(['Host', 'localhost:8080', 'Origin', 'http://other'], TARGET)).toContain('http://other');
});

it.each([
  ['permessage-deflate; client_max_window_bits', undefined],
  ['permessage-deflate, x-other; a=1, permessage-deflate; b', 'x-other; a=1'],
  ['permessage-deflate-not', 'permessage-deflate-not'],
])('of the extensions %j remain %j', (offered, left) => {
  const headers = requestHeaders(['Sec-WebSocket-Extensions', offered], TARGET);
  expect(headers).toEqual(left === undefined ? [] : ['Sec-WebSocket-Extensions', left]);
});

it.each([
  ['https://chat.example:8443/next?a', 'http://localhost:8080/next?a'],
  ['https://chat.example:8443.evil/', 'https://chat.example:8443.evil/'],
  ['/relative', '/relative'],
])('a redirect to %s becomes one to %s', (location, expected) => {
  expect(responseHeaders(['Location', location], TARGET, 'localhost:8080')).toEqual(['Location', expected]);
});

it.each([
  ['ws://a', 'http://a', 80],
  ['wss://a', 'https://a', 443],
  ['http://[::1]:3000', 'http://[::1]:3000', 3000],
])('%s is the server %s, port %i', (text, origin, port) => {
  expect(readTarget(text, false)).toMatchObject({ origin, port });
});
