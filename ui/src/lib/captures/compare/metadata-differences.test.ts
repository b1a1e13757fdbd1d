import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { metadataDifferences } from './metadata-differences.ts';

const capture = (more: Partial<Capture>) =>
  ({
    id: 'a',
    exposureMs: 8,
    gainDb: 6,
    settings: {},
    cameraName: 'Bench 3',
    width: 10,
    height: 8,
    bitDepth: 8,
    tags: [],
    ...more,
  }) as unknown as Capture;

it('marks values that differ from the first, and leaves out rows without values', () => {
  const rows = metadataDifferences([capture({}), capture({ id: 'b', exposureMs: 4, label: 'edge' }), capture({ id: 'c' })], () => null);
  expect(rows.find(({ name }) => name === 'Exposure')).toEqual({
    name: 'Exposure',
    unit: 'ms',
    values: ['8.000', '4.000', '8.000'],
    differs: [false, true, false],
  });
  expect(rows.find(({ name }) => name === 'Label')?.values).toEqual(['', 'edge', '']);
  expect(rows.map(({ name }) => name)).toEqual(['Exposure', 'Gain', 'Camera', 'Size', 'Depth', 'Label']);
});
