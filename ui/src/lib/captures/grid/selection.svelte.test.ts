import { BULK_MAX, type Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { Library } from './library.svelte.ts';
import { Selection } from './selection.svelte.ts';

function rig(total = 10) {
  const list = Array.from({ length: total }, (_, at) => ({ id: `c${at}`, sizeBytes: 10 }) as Capture);
  const library = {
    get placed() {
      return list.length;
    },
    at: (index: number) => list[index] ?? null,
    placeOf: (id: string) => list.findIndex((capture) => capture.id === id),
    get: (id: string) => list.find((capture) => capture.id === id) ?? null,
    range: ({ first, end }: { first: number; end: number }) => Promise.resolve(list.slice(first, end)),
  } as unknown as Library;
  const selection = new Selection(library);
  const ids = () =>
    selection.captures
      .map(({ id }) => id.slice(1))
      .sort()
      .join('');
  return { selection, list, ids };
}

it('selects one by one, and sums count and size', () => {
  const { selection, list, ids } = rig();
  selection.toggle(list[3]!);
  selection.toggle(list[5]!);
  expect([ids(), selection.count, selection.bytes]).toEqual(['35', 2, 20]);
  selection.toggle(list[3]!);
  expect(ids()).toBe('5');
});

it('extends a range from the last selection in both directions, and shrinks it', async () => {
  const { selection, list, ids } = rig();
  selection.toggle(list[0]!);
  selection.toggle(list[4]!);
  await selection.extendRange(4, 7);
  expect(ids()).toBe('04567');
  await selection.extendRange(7, 5);
  expect(ids()).toBe('045');
  await selection.extendRange(5, 2);
  expect(ids()).toBe('0234');
});

it('starts a range at the focus when nothing is selected', async () => {
  const { selection, ids } = rig();
  await selection.extendRange(2, 3);
  await selection.extendRange(3, 4);
  expect(ids()).toBe('234');
});

it('keeps the start of a range when captures arrive before it', async () => {
  const { selection, list, ids } = rig(5);
  selection.toggle(list[2]!);
  list.unshift({ id: 'c9', sizeBytes: 10 } as Capture);
  await selection.extendRange(3, 4);
  expect(ids()).toBe('23');
});

it('selects all, and reports when the maximum is exceeded', async () => {
  const few = rig(10);
  await few.selection.all();
  expect([few.selection.count, few.selection.clipped]).toEqual([10, false]);
  const many = rig(BULK_MAX + 5);
  await many.selection.all();
  expect([many.selection.count, many.selection.clipped]).toEqual([BULK_MAX, true]);
  many.selection.clear();
  expect([many.selection.count, many.selection.clipped]).toEqual([0, false]);
});

it('discards a range that was replaced by a newer one', async () => {
  const { selection, list, ids } = rig();
  selection.toggle(list[0]!);
  const slow = selection.extendRange(0, 9);
  selection.clear();
  await slow;
  expect(ids()).toBe('');
});
