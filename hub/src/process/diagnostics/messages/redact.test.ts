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
  ['an access token of an address', { url: 'https://hub/feed?access_token=hunter2' }, 'hunter2'],
  ['an encoded parameter', { url: 'next=%2Ffeed%3Ftoken%3Dhunter2' }, 'hunter2'],
  ['the secret of an encoded share link', { text: 'https://hub/guest%23hunter2' }, 'hunter2'],
  ['basic authorization', { text: 'Basic YW5hOmh1bnRlcjI=' }, 'YW5'],
  ['the password of an address', { url: 'postgres://ana:hunter2@database/eyepiece' }, 'hunter2'],
  ['the password of a host', { text: 'ana:hunter2@bench-3' }, 'hunter2'],
  ['an assigned password', { text: 'log in with password=hunter2' }, 'hunter2'],
  ['a password in JSON', { text: '{"password": "hunter 2"}' }, 'hunter'],
  ['a number as password', { password: 271828 }, '271828'],
  ['a PIN', { userPin: 2718 }, '2718'],
  ['a one-time password', { otp: '271828' }, '271828'],
  ['a short key of a password', { pwd: 'hunter2' }, 'hunter2'],
  ['a very short key of a password', { pass: 2718 }, '2718'],
  ['authentication', { auth: 'hunter2' }, 'hunter2'],
  ['the identifier of a session', { sid: 'hunter2' }, 'hunter2'],
  ['a password as name and value', { name: 'password', value: 'hunter2' }, 'hunter2'],
  ['a PIN as value and name', { value: 2718, name: 'pin' }, '2718'],
  ['the value of a very long key', { ['k'.repeat(300)]: 'hunter2' }, 'hunter2'],
])('hides %s', (_name, payload, secret) => {
  expect(preview(payload)).toContain('[redacted]');
  expect(preview(payload)).not.toContain(secret);
});

it('shows texts that only resemble secrets', () => {
  const texts = ['Basic settings of 12:30:11', 'the spinning author passes', 'https://hub/captures?page=2#top'];
  expect(preview(texts)).toBe(JSON.stringify(texts));
  expect(preview({ author: 'Ana', inside: 'yes', name: 'Gain', value: 3 })).toBe('{"author":"Ana","inside":"yes","name":"Gain","value":3}');
});

it('does not replace very short secrets, which ordinary texts contain', () => {
  expect(new Redactor(['cam']).preview('["event","camera"]', 1)).toBe('"camera"');
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
