import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HubError } from '../../errors.ts';
import { FreshCache } from './fresh-cache.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A cache over a database whose responses the test controls. */
function rig() {
  const asked: ((value: string) => void)[] = [];
  const cache = new FreshCache<string>(() => new Promise((resolve) => asked.push(resolve)));
  const know = async (value: string): Promise<void> => {
    const first = cache.get('a');
    asked.at(-1)?.(value);
    expect(await first).toBe(value);
  };
  /** Reads a value that is no longer fresh, while the database hangs. */
  const readStale = async (): Promise<string | undefined> => {
    vi.advanceTimersByTime(2500);
    const waited = cache.get('a');
    await vi.advanceTimersByTimeAsync(500);
    return waited;
  };
  return { cache, asked, know, readStale };
}

it('serves the stale value when the database hangs, after half a second and then at once', async () => {
  const { cache, asked, know, readStale } = rig();
  await know('operator');
  expect(await readStale()).toBe('operator');
  expect(await cache.get('a')).toBe('operator');
  expect(asked).toHaveLength(2);
});

it('uses the response when it arrives, and waits for the database again', async () => {
  const { cache, asked, know, readStale } = rig();
  await know('operator');
  await readStale();
  asked[1]?.('viewer');
  await vi.advanceTimersByTimeAsync(0);
  expect(await cache.get('a')).toBe('viewer');
  vi.advanceTimersByTime(2500);
  const fresh = cache.get('a');
  asked[2]?.('nobody');
  expect(await fresh).toBe('nobody');
});

it('does not serve values older than 15 minutes, and fails within its deadline', async () => {
  const { cache, know } = rig();
  await know('operator');
  vi.advanceTimersByTime(15 * 60_000);
  const refused = expect(cache.get('a')).rejects.toMatchObject({ code: 'database_unavailable' });
  await vi.advanceTimersByTimeAsync(5000);
  await refused;
});

it('fails within its deadline when nothing is cached', async () => {
  const { cache } = rig();
  const refused = expect(cache.get('a')).rejects.toMatchObject({ code: 'database_unavailable' });
  await vi.advanceTimersByTimeAsync(5000);
  await refused;
});

it('shares one read, and keeps no answer from before a change', async () => {
  const { cache, asked, know } = rig();
  await know('operator');
  vi.advanceTimersByTime(2500);
  const before = [cache.get('a'), cache.get('a')];
  expect(asked).toHaveLength(2);
  cache.forget('a');
  const current = cache.get('a');
  asked[1]?.('operator');
  expect(await Promise.all(before)).toEqual(['operator', 'operator']);
  asked[2]?.('viewer');
  expect(await current).toBe('viewer');
  expect(await cache.get('a')).toBe('viewer');
  expect(asked).toHaveLength(3);
});

it('remembers what does not exist', async () => {
  let reads = 0;
  const cache = new FreshCache<string>(() => {
    reads += 1;
    return Promise.resolve(undefined);
  });
  expect([await cache.get('a'), await cache.get('a'), reads]).toEqual([undefined, undefined, 1]);
});

it('serves what was known while the database is away, and throws any other error', async () => {
  let error: Error | undefined;
  const cache = new FreshCache<string>(() => (error ? Promise.reject(error) : Promise.resolve('operator')));
  await cache.get('a');
  vi.advanceTimersByTime(2500);
  error = new HubError('database_unavailable', 'away');
  expect([await cache.get('a'), await cache.get('a')]).toEqual(['operator', 'operator']);
  error = new Error('a mistake');
  await expect(cache.get('a')).rejects.toBe(error);
  error = undefined;
  expect(await cache.get('a')).toBe('operator');
});
