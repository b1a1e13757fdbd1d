import { createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { expect, it } from 'vitest';
import { DeviceCookies } from './device-cookie.ts';
import { Tokens } from '../access/tokens.ts';

const secret = 'a secret of at least thirty-two characters';
const cookies = new DeviceCookies(createSecretKey(secret, 'utf8'));

it('identifies the device only for accounts that signed in on it', () => {
  const first = cookies.renew('ana@example.org', undefined);
  const both = cookies.renew('ben@example.org', first);
  const device = cookies.deviceFor('ana@example.org', first);
  expect(device).toMatch(/^[0-9a-f-]{36}$/);
  expect(cookies.deviceFor('ana@example.org', both)).toBe(device);
  expect(cookies.deviceFor('ben@example.org', both)).toBe(device);
  expect(cookies.deviceFor('ben@example.org', first)).toBeUndefined();
  expect(both).not.toContain(Buffer.from('example').toString('base64url'));
});

it('drops the least recent of many accounts, and stays small', () => {
  let cookie: string | undefined;
  for (let n = 0; n < 40; n += 1) cookie = cookies.renew(`user${n}@example.org`, cookie);
  expect(cookies.deviceFor('user39@example.org', cookie)).toBeDefined();
  expect(cookies.deviceFor('user0@example.org', cookie)).toBeUndefined();
  expect(cookie?.length).toBeLessThan(1024);
});

it('rejects foreign signatures and tokens, and is not accepted as a token', () => {
  const forged = new DeviceCookies(createSecretKey(`${secret}!`, 'utf8')).renew('ana@example.org', undefined);
  const unsigned = jwt.sign({ accounts: [] }, '', { algorithm: 'none', issuer: 'eyepiece', audience: 'device' });
  const loginSessionId = '33333333-3333-4333-8333-333333333333';
  const user = { id: loginSessionId, email: 'ana@example.org', name: 'Ana', role: 'admin', disabled: false } as const;
  const tokens = new Tokens({ secret });
  const { token } = tokens.issue({ user, tokenVersion: 0, loginSessionId });
  for (const cookie of [undefined, '', 'x.y.z', forged, unsigned, token]) {
    expect(cookies.deviceFor('ana@example.org', cookie)).toBeUndefined();
  }
  expect(() => tokens.verify(cookies.renew('ana@example.org', undefined))).toThrow();
});
