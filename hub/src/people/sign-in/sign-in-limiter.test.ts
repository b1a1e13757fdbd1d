import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubError } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import { SignInLimiter, type Attempt } from './sign-in-limiter.ts';

const LIMITS = DEFAULT_LIMITS.guesses;
let limiter: SignInLimiter;
let delays: number[];
let refusals: number;
beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1); // lru-cache treats a start time of 0 as unset
  [delays, refusals] = [[], 0];
  limiter = makeLimiter();
});
afterEach(() => void vi.useRealTimers());

function makeLimiter(limits: Partial<typeof LIMITS> = {}): SignInLimiter {
  const delay = (ms: number): Promise<void> => {
    delays.push(ms);
    return Promise.resolve();
  };
  return new SignInLimiter({ limits: { ...LIMITS, ...limits }, delay, onRefused: () => (refusals += 1) });
}

/** Seconds to wait; 0 when the attempt is allowed. */
async function wait(account: string, address = '192.0.2.1', client: Partial<Attempt> = {}): Promise<number> {
  try {
    await limiter.attempt({ account, address, ...client });
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

  it('counts concurrent attempts', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => wait('ana')));
    expect(all.filter((seconds) => seconds === 0)).toHaveLength(5);
  });

  it('resets after a success', async () => {
    await waits(4, 'ana');
    const { succeeded } = await limiter.attempt({ account: 'ana', address: '192.0.2.1' });
    succeeded();
    expect(await waits(6, 'ana')).toEqual([0, 0, 0, 0, 0, 60]);
  });

  it('does not count attempts whose password was not checked', async () => {
    for (let n = 0; n < 60; n += 1) (await limiter.attempt({ account: 'ana', address: '192.0.2.1' })).cancelled();
    expect(await waits(6, 'ana')).toEqual([0, 0, 0, 0, 0, 60]);
  });

  it('is slowed down before it is refused', async () => {
    await waits(6, 'ana');
    expect([delays, refusals]).toEqual([[250, 500, 1000], 1]);
  });

  it('does not block the same account elsewhere, or another account there', async () => {
    await waits(6, 'ana');
    expect(await wait('ana', '198.51.100.7')).toBe(0);
    expect(await wait('ben')).toBe(0);
  });
});

describe('one address', () => {
  it('has 20 failures in 15 minutes, over all accounts', async () => {
    for (let n = 0; n < 20; n += 1) expect(await wait(`user${String(n)}`)).toBe(0);
    expect(await wait('user20')).toBe(15 * 60);
    expect(await wait('user20', '198.51.100.7')).toBe(0);
    vi.advanceTimersByTime(15 * 60 * 1000);
    expect(await wait('user20')).toBe(0);
  });

  it('is not exhausted by successful sign-ins', async () => {
    for (let n = 0; n < 60; n += 1) (await limiter.attempt({ account: 'ana', address: '192.0.2.1' })).succeeded();
    expect(await wait('ana')).toBe(0);
  });

  it('is a /64 in IPv6', async () => {
    for (let n = 0; n < 20; n += 1) await wait(`user${String(n)}`, `2001:db8:0:1::${n.toString(16)}`);
    expect(await wait('user20', '2001:db8:0:1:ffff:ffff:ffff:ffff')).toBe(15 * 60);
    expect(await wait('user20', '2001:db8:0:2::1')).toBe(0);
  });

  it('is the same for IPv4 and IPv4-mapped IPv6', async () => {
    for (let n = 0; n < 20; n += 1) await wait(`user${String(n)}`, '192.0.2.1');
    expect(await wait('user20', '::ffff:192.0.2.1')).toBe(15 * 60);
  });
});

const elsewhere = (n: number): string => `198.51.${n >> 8}.${n & 255}`;

describe('one account from everywhere', () => {
  beforeEach(async () => {
    for (let n = 0; n < LIMITS.perAccount; n += 1) expect(await wait('ana', elsewhere(n))).toBe(0);
  });

  it('has 100 failures an hour, and is slowed down after half of them', async () => {
    expect(await wait('ana', '203.0.113.1')).toBe(3600);
    expect(delays).toHaveLength(LIMITS.perAccount / 2);
    vi.advanceTimersByTime(3_600_000);
    expect(await wait('ana', '203.0.113.1')).toBe(0);
  });

  it('still admits an address and a device that signed in before', async () => {
    expect(await wait('ana', '203.0.113.1', { isKnownAddress: true })).toBe(0);
    expect(await wait('ana', elsewhere(0), { device: 'notebook' })).toBe(0);
  });
});

describe('a client that signed in before', () => {
  it('is not refused for the failures of others at its address', async () => {
    for (let n = 0; n < LIMITS.perAddress; n += 1) await wait(`user${n}`);
    await waits(6, 'ana');
    expect(await wait('ana')).toBeGreaterThan(0);
    expect(await wait('ana', '192.0.2.1', { device: 'notebook' })).toBe(0);
    expect(await wait('ana', '192.0.2.1', { isKnownAddress: true })).toBe(0);
  });

  it('is limited as well', async () => {
    for (const client of [{ device: 'notebook' }, { isKnownAddress: true }]) {
      const all: number[] = [];
      for (let n = 0; n < 6; n += 1) all.push(await wait('ana', '192.0.2.1', client));
      expect(all).toEqual([0, 0, 0, 0, 0, 60]);
    }
  });
});

describe('memory', () => {
  it('is bounded, and a flood does not evict counts that block guesses', async () => {
    limiter = makeLimiter({ budget: 200, budgetPerSecond: 0.05, maxEntries: 500 });
    await waits(5, 'ana');
    expect(await wait('ana')).toBe(60);
    let allowed = 0;
    for (let n = 0; n < 5000; n += 1) {
      vi.advanceTimersByTime(700);
      if ((await wait(`made-up-${n}`, elsewhere(n))) === 0) allowed += 1;
    }
    expect(allowed).toBeLessThan(200 + 5000 * 0.7 * 0.05 + 1);
    expect(limiter.entries).toBeLessThanOrEqual(4 * 500);
    // After an hour of flood, the earlier count has not been evicted.
    vi.advanceTimersByTime(60_000);
    expect(await wait('ana')).toBe(0);
    expect(await wait('ana')).toBe(120);
  });

  it('is not used by refused attempts', async () => {
    await waits(6, 'ana');
    const before = limiter.entries;
    for (let n = 0; n < 1000; n += 1) await wait('ana');
    for (let n = 0; n < 1000; n += 1) await wait(`user${n}`);
    expect(limiter.entries - before).toBeLessThanOrEqual(2 * LIMITS.perAddress);
    expect(refusals).toBeGreaterThan(1900);
  });

  it('does not hold more waiting attempts than its limit', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    limiter = new SignInLimiter({ limits: { ...LIMITS, maxDelayed: 2 }, delay: () => held });
    const attempts = Array.from({ length: 5 }, () => wait('ana'));
    expect(await attempts[4]).toBe(4);
    release();
    expect(await Promise.all(attempts)).toEqual([0, 0, 0, 0, 4]);
  });
});
