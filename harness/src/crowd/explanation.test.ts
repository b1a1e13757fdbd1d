import { expect, it } from 'vitest';
import { whyNoFrame } from './explanation.ts';

it.each([
  ['eyepiece', {}, ': is the camera live?'],
  ['socket.io', {}, ', and no other message: must the viewers join first? (--send)'],
  ['./mine.ts', {}, ', and no other message: must the viewers join first? (--send)'],
  ['mjpeg', {}, ''],
  ['websocket', { text: 1455 }, ': other messages arrived: text (1455); are the frames text? (--messages json)'],
  ['websocket', { binary: 2 }, ': other messages arrived: binary (2); are the frames binary? (--messages binary)'],
  ['websocket', { json: 2 }, ': other messages arrived: json (2)'],
  ['socket.io', { text: 1, hello: 3 }, ': other messages arrived: text (1), hello (3)'],
])('viewers of %s that received %j', (protocol, messages, text) => expect(whyNoFrame(protocol, { messages, losses: {} })).toBe(text));

it('has no flags for tests', () =>
  expect(whyNoFrame('websocket', { messages: { text: 1 }, losses: {} }, '')).toMatch(/\(messages json\)$/));

it('names the reasons of losses first', () => {
  const losses = { 'closed by the server: 1008': 12, 'no new connection: ECONNREFUSED': 3 };
  const lost = ': connections were lost: closed by the server: 1008 (12), no new connection: ECONNREFUSED (3)';
  expect(whyNoFrame('websocket', { messages: {}, losses })).toBe(lost);
  expect(whyNoFrame('websocket', { messages: { text: 12 }, losses })).toBe(`${lost}; before that, these messages arrived: text (12)`);
});
