import { expect, it } from 'vitest';
import { NewestWins } from './newest-wins.ts';

function rig() {
  const begun: number[] = [];
  const skipped: number[] = [];
  const finish: (() => void)[] = [];
  const slot = new NewestWins<number>(
    (item) => {
      begun.push(item);
      return new Promise((resolve) => finish.push(resolve));
    },
    (item) => skipped.push(item),
  );
  const finishOne = async (): Promise<void> => {
    finish.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, skipped, slot, finishOne };
}

it('processes one at a time and keeps only the newest waiting', async () => {
  const { begun, skipped, slot, finishOne } = rig();
  for (const item of [1, 2, 3, 4]) slot.offer(item);
  expect(begun).toEqual([1]);
  expect(skipped).toEqual([2, 3]);
  await finishOne();
  expect(begun).toEqual([1, 4]);
  await finishOne();
  slot.offer(5);
  expect(begun).toEqual([1, 4, 5]);
});

it('drops the waiting item when cleared, and continues', async () => {
  const { begun, slot, finishOne } = rig();
  slot.offer(1);
  slot.offer(2);
  slot.clear();
  await finishOne();
  expect(begun).toEqual([1]);
  slot.offer(3);
  expect(begun).toEqual([1, 3]);
});
