import { expect, it } from 'vitest';
import { Redactor } from './redact.ts';

const redactor = new Redactor(['camera-token-of-the-hub', '']);
const preview = (...values: unknown[]) => redactor.preview(JSON.stringify(['event', ...values]), 1);

it('shows ordinary payloads as they are', () => {
  expect(preview({ cameraId: 'bench-3', settings: { gain: 1 } })).toBe('{"cameraId":"bench-3","settings":{"gain":1}}');
  expect(preview('bench-3', 7)).toBe('["bench-3",7]');
});

it.each([
  ['a password', { password: 'correct horse' }, 'horse'],
  ['a nested token', { auth: { accessToken: 'abc' } }, 'abc'],
  ['a cookie', { headers: { Cookie: 'eyepiece_session=abc' } }, 'abc'],
  ['an object under a secret key', { credentials: { user: 'ana' } }, 'ana'],
  ['a JSON Web Token in a text', { text: 'see eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl' }, 'eyJ'],
  ['the token of an address', { url: 'https://hub/feed?width=3&token=abc.def' }, 'abc'],
  ['the secret of a share link', { text: 'https://hub/guest#abcdef' }, 'abcdef'],
  ['a bearer token', { text: 'Authorization: Bearer abc' }, 'abc'],
  ['a secret of the hub', { text: 'it is camera-token-of-the-hub' }, 'camera-token'],
  ['a secret of the hub as a key', { 'camera-token-of-the-hub': 1 }, 'camera-token'],
  ['a random value', { id: 'b'.repeat(43) }, 'bbb'],
])('hides %s', (_name, payload, secret) => {
  expect(preview(payload)).toContain('[redacted]');
  expect(preview(payload)).not.toContain(secret);
});

it('keeps numbers and states under such keys', () => {
  expect(preview({ tokens: 3, passed: true })).toBe('{"tokens":3,"passed":true}');
});

it('cuts long payloads after it has removed the secrets', () => {
  const text = preview({ text: 'x '.repeat(140), password: 'correct horse' }) ?? '';
  expect(text.length).toBe(301);
  expect(text).not.toContain('horse');
});

it('shows neither large nor invalid payloads', () => {
  expect(preview('x '.repeat(5000))).toBeUndefined();
  expect(redactor.preview('["event",', 1)).toBeUndefined();
});
