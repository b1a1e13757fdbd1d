import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { limitHeapGrowth } from './heap-growth.ts';

const MB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('collects garbage of a large heap sooner than that of a small one', () => {
  const flags: string[] = [];
  let heldMb = 90;
  const end = limitHeapGrowth({ heldBytes: () => heldMb * MB, setFlag: (flag) => flags.push(flag) });
  for (const next of [120, 300, 350, 110]) {
    heldMb = next;
    vi.advanceTimersByTime(1000);
  }
  end();
  heldMb = 400;
  vi.advanceTimersByTime(1000);
  const growth = ['--heap-growing-percent=200', '--heap-growing-percent=50', '--heap-growing-percent=200'];
  expect(flags).toEqual(['--external-memory-accounted-in-global-limit', ...growth]);
});
