import type { Profile } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { profileCsv, profileCurves, profileFigures } from './profile-data.ts';

const PROFILE: Profile = {
  line: { x1: 0, y1: 0, x2: 3, y2: 4 },
  stepPx: 1,
  channels: [{ name: 'L', values: [10, 20, 4095, 0, 5, 6] }],
};

it('measures along the line in pixels, or in the specimen where binned pixels need not be square', () => {
  expect(profileCurves(PROFILE, null)).toMatchObject({ unit: 'px', distances: [0, 1, 2, 3, 4, 5] });
  const { unit, distances } = profileCurves(PROFILE, { umX: 2, umY: 1 });
  expect(unit).toBe('µm');
  expect(distances.at(-1)).toBeCloseTo(Math.hypot(6, 4));
});

it('has figures of each channel', () => {
  expect(profileFigures(PROFILE)).toEqual([{ name: 'L', min: 0, max: 4095, mean: 4136 / 6 }]);
});

it('is saved with all values', () => {
  const curves = profileCurves({ ...PROFILE, channels: [{ name: 'R', values: [1, 2] }, { name: 'G', values: [3, 4] }] }, null); // prettier-ignore
  expect(profileCsv(curves)).toBe('distance_px,R,G\r\n0,1,3\r\n1,2,4\r\n');
});

it('a point is a profile of one sample', () => {
  const point = { line: { x1: 3, y1: 3, x2: 3, y2: 3 }, stepPx: 0, channels: [{ name: 'L' as const, values: [7] }] };
  expect(profileCurves(point, { umX: 2, umY: 1 }).distances).toEqual([0]);
});
