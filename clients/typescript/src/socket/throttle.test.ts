import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Reply } from './ask.ts';
import { Throttle } from './throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const REFUSED: Reply<object> = { ok: false, error: { code: 'rate_limited', message: 'too many' } };

/** A hub that rejects every request until `open`, and records accepted ones. */
function hub(): { taken: number[]; open: () => void; ask: (value: number) => () => Promise<Reply<object>> } {
  const taken: number[] = [];
  let closed = true;
  return {
    taken,
    open: () => (closed = false),
    ask: (value) => () => {
      if (closed) return Promise.resolve(REFUSED);
      taken.push(value);
      return Promise.resolve({ ok: true });
    },
  };
}

it('sends rejected requests again in order, before later ones', async () => {
  const { taken, open, ask } = hub();
  const throttle = new Throttle();
  const first = [1, 2, 3].map((value) => throttle.send(ask(value)));
  await vi.advanceTimersByTimeAsync(0);
  open();
  const later = throttle.send(ask(4));
  await vi.runAllTimersAsync();
  await Promise.all([...first, later]);
  expect(taken).toEqual([1, 2, 3, 4]);
});

it('gives up finally with the rejection', async () => {
  const { taken, ask } = hub();
  const answered = new Throttle().send(ask(1));
  await vi.runAllTimersAsync();
  expect(await answered).toEqual(REFUSED);
  expect(taken).toEqual([]);
});

it('passes on other errors at once', async () => {
  const error: Reply<object> = { ok: false, error: { code: 'conflict', message: 'no' } };
  expect(await new Throttle().send(() => Promise.resolve(error))).toEqual(error);
});
