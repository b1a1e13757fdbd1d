import type { Capture, CaptureStatistics } from '@eyepiece/shared-types';
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

it('marks no difference of a figure that is not computed yet', () => {
  const figures = (level: number): CaptureStatistics => {
    const bins = Array.from({ length: 256 }, (_, at) => (at === level ? 80 : 0));
    return { max: 255, low: level, high: level, histogram: [bins] };
  };
  const both = [capture({}), capture({ id: 'b' })];
  const mean = (of: (id: string) => CaptureStatistics | undefined) => metadataDifferences(both, of).find(({ name }) => name === 'Mean');
  expect(mean((id) => (id === 'a' ? figures(100) : undefined))?.differs).toEqual([false, false]);
  expect(mean((id) => figures(id === 'a' ? 100 : 90))?.differs).toEqual([false, true]);
});
