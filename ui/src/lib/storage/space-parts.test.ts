import { UNLIMITED_BYTES } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { spaceParts } from './space-parts.ts';

const GB = 1e9;
const use = {
  ...{ bytes: 90 * GB, trash: { captures: 1, bytes: 10 * GB }, quotaBytes: null },
  ...{ diskBytes: 1000 * GB, freeBytes: 400 * GB, diskFreeBytes: 400 * GB, reserveBytes: 50 * GB },
};
const sizes = (parts: ReturnType<typeof spaceParts>): (readonly [string, number])[] => parts.map(({ id, bytes }) => [id, bytes / GB]);
const sum = (parts: ReturnType<typeof spaceParts>): number => parts.reduce((all, { share }) => all + share, 0);

it('shows what the library, the trash and others use of the disk', () => {
  const parts = spaceParts(use);
  expect(sizes(parts)).toEqual([
    ['library', 90],
    ['trash', 10],
    ['others', 450],
    ['free', 400],
    ['reserve', 50],
  ]);
  expect(parts[2]?.share).toBeCloseTo(0.45);
  expect(sum(parts)).toBeCloseTo(1);
});

it('shows free space above the quota by itself', () => {
  expect(sizes(spaceParts({ ...use, quotaBytes: 120 * GB, freeBytes: 20 * GB })).slice(3)).toEqual([
    ['free', 20],
    ['beyond', 380],
    ['reserve', 50],
  ]);
});

it('leaves empty parts out', () => {
  const full = { ...use, trash: { captures: 0, bytes: 0 }, freeBytes: 0, diskFreeBytes: 0, reserveBytes: 0 };
  expect(sizes(spaceParts(full))).toEqual([
    ['library', 90],
    ['others', 910],
  ]);
});

it('never exceeds the whole, even if files are larger than the disk', () => {
  const parts = spaceParts({ ...use, bytes: 5000 * GB });
  expect(parts.map(({ id }) => id)).toEqual(['library', 'trash', 'free', 'reserve']);
  expect(sum(parts)).toBeCloseTo(1);
});

it('shows the quota of a store without a limit, and nothing without a quota', () => {
  const unlimited = { diskBytes: UNLIMITED_BYTES, freeBytes: UNLIMITED_BYTES, diskFreeBytes: UNLIMITED_BYTES, reserveBytes: 0 };
  expect(sizes(spaceParts({ ...use, ...unlimited, quotaBytes: 200 * GB }))).toEqual([
    ['library', 90],
    ['trash', 10],
    ['free', 100],
  ]);
  expect(spaceParts({ ...use, ...unlimited })).toEqual([]);
});
