import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepScreenOn } from './wake-lock.ts';

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  show(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}
const page = new Page();
const taken: { released: boolean; release: () => Promise<void> }[] = [];
let refuse = false;
const locks = {
  request: () => {
    if (refuse) return Promise.reject(new Error('low battery'));
    const lock = { released: false, release: () => Promise.resolve(void (lock.released = true)) };
    taken.push(lock);
    return Promise.resolve(lock);
  },
};
const keep = () => keepScreenOn(locks, page);

beforeEach(() => {
  vi.useFakeTimers();
  taken.length = 0;
  refuse = false;
  page.visibilityState = 'visible';
});
afterEach(() => vi.useRealTimers());

it('takes the lock once, and again when the browser has ended it', async () => {
  const end = keep();
  await vi.advanceTimersByTimeAsync(200_000);
  expect(taken).toHaveLength(1);
  taken[0]!.released = true;
  page.show('hidden');
  await vi.advanceTimersByTimeAsync(200_000);
  expect(taken).toHaveLength(1);
  page.show('visible');
  await vi.advanceTimersByTimeAsync(0);
  expect(taken).toHaveLength(2);
  end();
  await vi.advanceTimersByTimeAsync(200_000);
  expect(taken.map(({ released }) => released)).toEqual([true, true]);
});

it('asks again after a refusal', async () => {
  refuse = true;
  const end = keep();
  await vi.advanceTimersByTimeAsync(0);
  refuse = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(taken).toHaveLength(1);
  end();
});

it('releases a lock that arrives after the end', async () => {
  keep()();
  await vi.advanceTimersByTimeAsync(0);
  expect(taken.map(({ released }) => released)).toEqual([true]);
});

it('does nothing where the browser offers no lock', () => {
  keepScreenOn(undefined, page)();
  expect(taken).toEqual([]);
});
