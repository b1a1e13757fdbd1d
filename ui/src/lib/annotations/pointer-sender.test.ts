import type { Point } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PointerSender } from './pointer-sender.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function rig() {
  const sent: (Point | null)[] = [];
  return { sent, sender: new PointerSender((at) => sent.push(at)) };
}

it('sends no more than twenty times a second, and the last place always', () => {
  const { sent, sender } = rig();
  for (let ms = 0; ms < 1000; ms += 5) {
    sender.point({ x: ms, y: 0 });
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(100);
  expect(sent.length).toBeLessThanOrEqual(20);
  expect(sent.at(-1)).toEqual({ x: 995, y: 0 });
});

it('goes on saying where it rests, until it is nowhere', () => {
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

it('says nothing of having stopped when nothing was pointed at', () => {
  const { sent, sender } = rig();
  sender.stop();
  expect(sent).toEqual([]);
});
