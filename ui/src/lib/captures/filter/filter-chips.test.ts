import type { Facets } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { filterChips } from './filter-chips.ts';

const facets = {
  cameras: [{ id: 'bench-3', name: 'Bench 3', count: 4 }],
  sessions: [{ id: 's', name: 'Tissue sections', count: 4 }],
} as unknown as Facets;
const words = (filter: Parameters<typeof filterChips>[0], known: Facets | null = facets) =>
  filterChips(filter, known).map(({ name, value }) => `${name} ${value}`);

it('labels each filter', () => {
  expect(words({ q: 'gland', cameraId: 'bench-3', sessionId: 's', ratingMin: 3, format: 'ome-tiff' })).toEqual([
    'Words gland',
    'Camera Bench 3',
    'Session Tissue sections',
    'Rating ★ 3+',
    'Format OME-TIFF',
  ]);
  expect(words({ ratingMin: 5 })).toEqual(['Rating ★ 5']);
});

it('combines the ends of a range, including zero', () => {
  expect(words({ gainMin: 0 })).toEqual(['Gain from 0 dB']);
  expect(words({ exposureMin: 2, exposureMax: 8, gainMax: 6 })).toEqual(['Exposure 2 – 8 ms', 'Gain up to 6 dB']);
  expect(filterChips({ exposureMin: 2, exposureMax: 8 }, null)[0]?.without).toEqual({ exposureMin: undefined, exposureMax: undefined });
});

it('shows a placeholder for an unknown name', () => expect(words({ cameraId: 'bench-9' }, null)).toEqual(['Camera …']));
