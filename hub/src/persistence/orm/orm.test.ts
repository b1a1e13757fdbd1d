import type { MikroORM } from '@mikro-orm/postgresql';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Database } from './orm.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks a database that hangs once, however many health checks there are', async () => {
  let answer: (() => void) | undefined;
  const execute = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
  const database = new Database({ em: { fork: () => ({ execute }) } } as unknown as MikroORM);
  const checks = [database.ping(), database.ping(), database.ping()];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await Promise.all(checks)).toEqual([false, false, false]);
  const late = database.ping();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([await late, execute.mock.calls.length]).toEqual([false, 1]);
  answer?.();
  await vi.advanceTimersByTimeAsync(0);
  const next = database.ping();
  answer?.();
  expect([await next, execute.mock.calls.length]).toEqual([true, 2]);
});
