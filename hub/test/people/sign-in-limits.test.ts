/** Failed sign-ins of strangers do not lock out the owner of an account, and simultaneous sign-ins are limited. */
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import { useHub } from '../setup/use-hub.ts';

const PER_ACCOUNT = 6;
const hub = useHub({ trustProxy: 1 }, { limits: { ...DEFAULT_LIMITS, guesses: { ...DEFAULT_LIMITS.guesses, perAccount: PER_ACCOUNT } } });

interface From {
  readonly address: string;
  readonly cookie?: string;
}
function login(email: string, password: string, { address, cookie }: From): Promise<Response> {
  const headers = { 'x-forwarded-for': address, ...(cookie !== undefined && { cookie }) };
  return hub.api('/auth/login', { method: 'POST', json: { email, password }, headers });
}
function deviceCookieOf(response: Response): string {
  const cookie = response.headers.getSetCookie().find((line) => line.startsWith('eyepiece_device='));
  expect(cookie).toMatch(/; path=\/; .*samesite=strict; httponly/i);
  return cookie?.split(';')[0] ?? '';
}

it('accepts the owner from a known device or address while strangers are refused', async () => {
  const { user, password } = await hub.person('viewer');
  const cookie = deviceCookieOf(await login(user.email, password, { address: '203.0.113.1' }));
  const guesses: number[] = [];
  for (let n = 0; n < PER_ACCOUNT + 2; n += 1)
    guesses.push((await login(user.email, 'wrong guess', { address: `198.51.100.${n}` })).status);
  expect(guesses.slice(-2)).toEqual([429, 429]);
  expect((await login(user.email, password, { address: '192.0.2.7' })).status).toBe(429);
  expect((await login(user.email, password, { address: '203.0.113.1' })).status).toBe(200);
  expect((await login(user.email, password, { address: '192.0.2.7', cookie })).status).toBe(200);
  const stranger = await hub.person('viewer');
  expect((await login(stranger.user.email, stranger.password, { address: '192.0.2.7', cookie })).status).toBe(200);
});

it('remembers addresses after a restart', async () => {
  const { user, password } = await hub.person('viewer');
  await login(user.email, password, { address: '203.0.113.2' });
  await hub.restart();
  for (let n = 0; n < PER_ACCOUNT; n += 1) await login(user.email, 'wrong guess', { address: `198.51.100.${n}` });
  expect((await login(user.email, password, { address: '203.0.113.3' })).status).toBe(429);
  expect((await login(user.email, password, { address: '203.0.113.2' })).status).toBe(200);
});

it('limits waiting password checks, and counts refusals', async () => {
  const attempts = Array.from({ length: 120 }, (_, n) => login(`made-up-${n}@example.org`, 'wrong guess', { address: `198.18.0.${n}` }));
  const statuses = (await Promise.all(attempts)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  const { access_token: token } = await hub.login();
  const metrics = await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect(await metrics.text()).toMatch(/eyepiece_refusals_total\{reason="sign_in_rate"\} [1-9]/);
});
