import { expect, it } from 'vitest';
import { spreadText } from '../../text/spread-text.ts';
import { copyLines, shotText } from './shot-text.ts';

it('states the spread with its uncertainty', () => {
  expect(spreadText({ spreadUs: 12_345, uncertaintyUs: 412 })).toBe('12.3 ms ± 0.412 ms');
});

it('counts the cameras that took a picture', () => {
  const results = [
    { cameraId: 'a', state: 'stored' },
    { cameraId: 'b', state: 'kept' },
    { cameraId: 'c', state: 'failed' },
  ] as const;
  expect(shotText({ results: [...results], spread: null })).toBe('2 of 3 captured');
  expect(shotText({ results: [...results], spread: { spreadUs: 2000, uncertaintyUs: 100, cameras: 2 } })).toBe(
    '2 of 3 captured · exposures began within 2 ms ± 0.1 ms',
  );
});

it('lists why settings were not copied', () => {
  const skipped = [
    { path: 'gamma', message: 'this camera has no gamma' },
    { path: 'roi', message: 'roi is fixed on this camera' },
    { path: 'exposure', message: 'must be at most 500' },
    { path: 'focus', message: 'this camera has no focus' },
    { path: 'gain', message: 'gain takes steps of 2' },
  ];
  const nameOf = (path: string): string => path.toUpperCase();
  expect(copyLines({ cameraId: 'a', applied: {}, skipped }, nameOf)).toEqual([
    'EXPOSURE: must be at most 500',
    'gain takes steps of 2',
    'Fixed on this camera: ROI',
    'Not on this camera: GAMMA, FOCUS',
  ]);
  const error = { code: 'camera_not_found', message: 'Camera a not found' } as const;
  expect(copyLines({ cameraId: 'a', applied: {}, skipped: [], error }, nameOf)).toEqual(['The hub does not know this camera.']);
});
