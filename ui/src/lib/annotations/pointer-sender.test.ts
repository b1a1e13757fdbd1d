import type { Point } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PointerSender } from './pointer-sender.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function rig() {
  const sent: (Point | null)[] = [];
  return { sent, sender: new PointerSender((at) => sent.push(at)) };
}

it('sends at most 20 times per second, and always the last position', () => {
  const { sent, sender } = rig();
  for (let ms = 0; ms < 1000; ms += 5) {
    sender.point({ x: ms, y: 0 });
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(100);
  expect(sent.length).toBeLessThanOrEqual(20);
  expect(sent.at(-1)).toEqual({ x: 995, y: 0 });
});

it('repeats a resting position until the pointer is gone', () => {
  const { sent, sender } = rig();
  sender.point({ x: 1, y: 2 });
  vi.advanceTimersByTime(4500);
  expect(sent).toEqual([
    { x: 1, y: 2 },
    { x: 1, y: 2 },
    { x: 1, y: 2 },
  ]);
  sender.stop();
  vi.advanceTimersByTime(10_000);
  expect(sent.at(-1)).toBeNull();
  expect(sent).toHaveLength(4);
});

it('sends no stop when nothing was sent before', () => {
  const { sent, sender } = rig();
  sender.stop();
  expect(sent).toEqual([]);
});
