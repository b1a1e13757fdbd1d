import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startRedis, type RunningRedis } from '@eyepiece/host/programs/redis';
import { Redis } from '../../cluster/redis/redis.ts';
import { GUESS_LIMITS, type GuessLimits } from '../../process/limits/sign-in-limits.ts';
import { SharedCounts } from './shared-counts.ts';
import { SignInLimiter } from './sign-in-limiter.ts';

let server: RunningRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = await Redis.open({ url: server.url, logger: pino({ level: 'silent' }) });
});
beforeEach(() => redis.send(['FLUSHALL']));
afterAll(async () => {
  redis.close();
  await server.close();
});

/** Limiters of two hubs. */
function hubs(limits: Partial<GuessLimits> = {}): [SignInLimiter, SignInLimiter] {
  const one = (): SignInLimiter =>
    new SignInLimiter({ limits: { ...GUESS_LIMITS, ...limits }, delay: () => Promise.resolve(), shared: new SharedCounts(redis) });
  return [one(), one()];
}

const address = '192.0.2.1';

it('blocks a client after five failures at any hubs', async () => {
  const [one, other] = hubs();
  for (const hub of [one, other, one, other, one]) await hub.attempt({ account: 'ana', address });
  await expect(other.attempt({ account: 'ana', address })).rejects.toThrow(/try again in 60 s/);
  // Another account, or a client that has signed in before, is not affected.
  await other.attempt({ account: 'ben', address });
  await other.attempt({ account: 'ana', address, device: 'laptop' });
});

it('forgets the failures of a client that then signs in', async () => {
  const [one, other] = hubs();
  for (const hub of [one, other, one, other]) await hub.attempt({ account: 'ana', address });
  (await one.attempt({ account: 'ana', address })).succeeded();
  await expect.poll(() => redis.send(['KEYS', '*:client:*'])).toEqual([]);
  await other.attempt({ account: 'ana', address });
});

it('counts addresses and accounts over all hubs, and takes back what was not checked', async () => {
  const [one, other] = hubs({ perAddress: 4, perAccount: 6 });
  const cancelled = await other.attempt({ account: 'cleo', address });
  cancelled.cancelled();
  await expect.poll(() => redis.send(['KEYS', '*:address:*'])).toEqual([]);
  for (const hub of [one, other, one, other]) await hub.attempt({ account: `someone ${String(Math.random())}`, address });
  await expect(one.attempt({ account: 'ana', address })).rejects.toThrow(/try again in (900|89\d) s/);
  for (let i = 0; i < 6; i++) await (i % 2 ? one : other).attempt({ account: 'dana', address: `198.51.100.${String(i)}` });
  await expect(other.attempt({ account: 'dana', address: '198.51.100.99' })).rejects.toThrow(/try again in (3600|359\d) s/);
});

it('shares one budget of failures', async () => {
  const [one, other] = hubs({ budget: 4, budgetPerSecond: 0.001 });
  for (let i = 0; i < 4; i++) await (i % 2 ? one : other).attempt({ account: `a${String(i)}`, address: `198.51.100.${String(i)}` });
  await expect(one.attempt({ account: 'x', address })).rejects.toThrow('Too many failed sign-ins');
  await expect(other.attempt({ account: 'y', address })).rejects.toThrow('Too many failed sign-ins');
});

it('keeps the limits of one hub while Redis is away', async () => {
  const [one, other] = hubs();
  await server.kill();
  try {
    for (let i = 0; i < 5; i++) await one.attempt({ account: 'ana', address });
    await expect(one.attempt({ account: 'ana', address })).rejects.toThrow(/try again in 60 s/);
    await other.attempt({ account: 'ana', address });
  } finally {
    await server.restart();
    await expect.poll(() => redis.up).toBe(true);
  }
});
