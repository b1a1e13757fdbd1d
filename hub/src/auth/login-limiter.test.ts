import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubError } from '../errors.ts';
import { LoginLimiter } from './login-limiter.ts';

let limiter: LoginLimiter;
beforeEach(() => {
  vi.useFakeTimers();
  limiter = new LoginLimiter();
});
afterEach(() => void vi.useRealTimers());

/** Seconds to wait; 0 when the attempt is allowed. */
async function wait(account: string, address = '192.0.2.1'): Promise<number> {
  try {
    await limiter.attempt(account, address);
    return 0;
  } catch (error) {
    expect(error).toMatchObject({ code: 'rate_limited', status: 429 });
    return (error as HubError).retryAfterSeconds ?? Number.NaN;
  }
}
const waits = async (count: number, account: string): Promise<number[]> => {
  const all: number[] = [];
  for (let n = 0; n < count; n += 1) all.push(await wait(account));
  return all;
};

describe('one account from one address', () => {
  it('waits a minute after five failures, then twice as long after each', async () => {
    expect(await waits(6, 'ana')).toEqual([0, 0, 0, 0, 0, 60]);
    for (const seconds of [60, 120, 240, 480]) {
      vi.advanceTimersByTime(seconds * 1000 - 1);
      expect(await wait('ana')).toBe(1);
      vi.advanceTimersByTime(1);
      expect(await wait('ana')).toBe(0);
      expect(await wait('ana')).toBe(seconds * 2);
    }
  });

  it('counts attempts that are made at once', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => wait('ana')));
    expect(all.filter((seconds) => seconds === 0)).toHaveLength(5);
  });

  it('starts anew after a success', async () => {
    await waits(4, 'ana');
    const { succeeded } = await limiter.attempt('ana', '192.0.2.1');
    await succeeded();
    expect(await waits(6, 'ana')).toEqual([0, 0, 0, 0, 0, 60]);
  });

  it('does not hold up the same account elsewhere, nor another account there', async () => {
    await waits(6, 'ana');
    expect(await wait('ana', '198.51.100.7')).toBe(0);
    expect(await wait('ben')).toBe(0);
  });
});

describe('one address', () => {
  it('has 20 failures in 15 minutes, whatever the account', async () => {
    for (let n = 0; n < 20; n += 1) expect(await wait(`user${String(n)}`)).toBe(0);
    expect(await wait('user20')).toBe(15 * 60);
    expect(await wait('user20', '198.51.100.7')).toBe(0);
    vi.advanceTimersByTime(15 * 60 * 1000);
    expect(await wait('user20')).toBe(0);
  });

  it('is not used up by people who sign in', async () => {
    for (let n = 0; n < 60; n += 1) await (await limiter.attempt('ana', '192.0.2.1')).succeeded();
    expect(await wait('ana')).toBe(0);
  });

  it('is a /64 in IPv6', async () => {
    for (let n = 0; n < 20; n += 1) await wait(`user${String(n)}`, `2001:db8:0:1::${n.toString(16)}`);
    expect(await wait('user20', '2001:db8:0:1:ffff:ffff:ffff:ffff')).toBe(15 * 60);
    expect(await wait('user20', '2001:db8:0:2::1')).toBe(0);
  });

  it('is the same in IPv4 and mapped into IPv6', async () => {
    for (let n = 0; n < 20; n += 1) await wait(`user${String(n)}`, '192.0.2.1');
    expect(await wait('user20', '::ffff:192.0.2.1')).toBe(15 * 60);
  });
});

it('lets one account fail 100 times an hour from everywhere', async () => {
  for (let n = 0; n < 100; n += 1) expect(await wait('ana', `198.51.100.${String(n)}`)).toBe(0);
  expect(await wait('ana', '203.0.113.1')).toBe(3600);
});
