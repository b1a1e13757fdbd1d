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

it('picks one by one, and knows how many and how large', () => {
  const { selection, list, ids } = rig();
  selection.toggle(list[3]!);
  selection.toggle(list[5]!);
  expect([ids(), selection.count, selection.bytes]).toEqual(['35', 2, 20]);
  selection.toggle(list[3]!);
  expect(ids()).toBe('5');
});

it('stretches a range from the last pick, in either direction, and draws it in again', async () => {
  const { selection, list, ids } = rig();
  selection.toggle(list[0]!);
  selection.toggle(list[4]!);
  await selection.stretch(4, 7);
  expect(ids()).toBe('04567');
  await selection.stretch(7, 5);
  expect(ids()).toBe('045');
  await selection.stretch(5, 2);
  expect(ids()).toBe('0234');
});

it('begins a range where the focus is when nothing was picked', async () => {
  const { selection, ids } = rig();
  await selection.stretch(2, 3);
  await selection.stretch(3, 4);
  expect(ids()).toBe('234');
});

it('keeps the beginning of a range when captures arrive before it', async () => {
  const { selection, list, ids } = rig(5);
  selection.toggle(list[2]!);
  list.unshift({ id: 'c9', sizeBytes: 10 } as Capture);
  await selection.stretch(3, 4);
  expect(ids()).toBe('23');
});

it('takes all, and says when that is more than one deed reaches', async () => {
  const few = rig(10);
  await few.selection.all();
  expect([few.selection.count, few.selection.clipped]).toEqual([10, false]);
  const many = rig(BULK_MAX + 5);
  await many.selection.all();
  expect([many.selection.count, many.selection.clipped]).toEqual([BULK_MAX, true]);
  many.selection.clear();
  expect([many.selection.count, many.selection.clipped]).toEqual([0, false]);
});

it('lets a range that was overtaken by another go', async () => {
  const { selection, list, ids } = rig();
  selection.toggle(list[0]!);
  const slow = selection.stretch(0, 9);
  selection.clear();
  await slow;
  expect(ids()).toBe('');
});
