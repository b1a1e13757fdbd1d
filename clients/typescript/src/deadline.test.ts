import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { within } from './deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => undefined);

it('passes on the value and the error', async () => {
  expect(await within(Promise.resolve(7), 1000, 'it')).toBe(7);
  await expect(within(Promise.reject(new Error('broken')), 1000, 'it')).rejects.toThrow('broken');
  expect(vi.getTimerCount()).toBe(0);
});

it('names the wait that took too long', async () => {
  const waiting = expect(within(never, 1500, 'the hub')).rejects.toMatchObject({
    code: 'hub_timeout',
    message: 'the hub: no answer within 1.5 s',
  });
  await vi.advanceTimersByTimeAsync(1500);
  await waiting;
});

it('waits for longer than a timer can', async () => {
  let ended = false;
  void within(never, Number.POSITIVE_INFINITY, 'it').catch(() => (ended = true));
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(ended).toBe(false);
});

it('ends with the signal, before and during the wait, and leaves no listener', async () => {
  const stop = new AbortController();
  await within(Promise.resolve(), 1000, 'it', stop.signal);
  const waiting = expect(within(never, 1000, 'it', stop.signal)).rejects.toThrow('enough');
  stop.abort(new Error('enough'));
  await waiting;
  await expect(within(never, 1000, 'it', stop.signal)).rejects.toThrow('enough');
  expect(vi.getTimerCount()).toBe(0);
});
