import type { Capture, FilterStep } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { captureFacts, daysLeft } from './capture-facts.ts';

const roi = { left: 8, top: 16, width: 640, height: 480 };
const capture: Capture = {
  id: '0b8f1f3e-1111-4111-8111-111111111111',
  cameraId: 'bench-3',
  cameraName: 'Bench 3',
  camera: { driver: 'simulated', model: 'PL-D755CU', serial: '7551' },
  filename: 'capture_20261122_101112_123.tif',
  name: 'onion/a.tiff',
  format: 'tiff',
  sizeBytes: 7_864_320,
  sha256: 'a'.repeat(64),
  width: 640,
  height: 480,
  bitDepth: 12,
  channels: 3,
  capturedAtUs: 1,
  seq: 42,
  exposureMs: 41.6667,
  gainDb: 6,
  roi,
  pixelFormat: 'rgb12',
  settings: { exposure: 41.6667, gain: 6, roi },
  tags: [],
  source: 'http',
  capturedAt: '2026-11-22T14:15:03.218Z',
  createdAt: '2026-11-22T14:15:03.518Z',
  deletedAt: null,
  rating: 0,
  url: '/a',
  thumbnailUrl: '/b',
};

const fact = (of: Capture, name: string) =>
  captureFacts(of)
    .flatMap(({ facts }) => facts)
    .find((known) => known.name === name);

it('shows the frame’s own exposure with its unit', () => {
  expect(fact(capture, 'Exposure')).toEqual({ name: 'Exposure', value: '41.667', unit: 'ms' });
  expect(fact(capture, 'Region')).toEqual({ name: 'Region', value: '640 × 480 at 8, 16', unit: 'px' });
  expect(fact(capture, 'Depth')?.value).toBe('12-bit colour');
});

it('marks what was taken from the live picture', () => {
  expect(fact(capture, 'Taken from')).toBeUndefined();
  expect(fact({ ...capture, fromLive: {} }, 'Taken from')?.value).toBe('the live picture, afterwards');
  const display = { black: 0, white: 0.5, gamma: 1 };
  expect(fact({ ...capture, fromLive: { display } }, 'Taken from')?.value).toContain('display window');
});

it('leaves out unknown values', () => {
  expect(fact(capture, 'Sensor')).toBeUndefined();
  expect(fact({ ...capture, temperature: 41.26 }, 'Sensor')).toEqual({ name: 'Sensor', value: '41.3', unit: '°C' });
});

it('shows the scale only with a calibration', () => {
  expect(fact(capture, 'Scale')).toBeUndefined();
  const calibration = { objective: 'Plan 40', magnification: 40, numericalAperture: 0.75, immersion: 'air' as const };
  expect(fact({ ...capture, calibration }, 'Optics')?.value).toBe('40×, NA 0.75, air');
  expect(fact({ ...capture, calibration }, 'Scale')).toBeUndefined();
  expect(fact({ ...capture, calibration, umPerPixel: 0.08625 }, 'Scale')).toEqual({
    name: 'Scale',
    value: '0.08625',
    unit: 'µm per pixel',
  });
});

it('lists the corrections of the samples', () => {
  expect(fact(capture, 'Average')).toBeUndefined();
  expect(fact({ ...capture, average: 16 }, 'Average')).toEqual({ name: 'Average', value: '16', unit: 'frames' });
  const dark = { takenAtUs: 1, frames: 16 };
  expect(fact({ ...capture, corrections: { dark } }, 'Corrections')?.value).toBe('dark frame of 16');
  expect(fact({ ...capture, corrections: { dark, flat: dark } }, 'Corrections')?.value).toBe('dark frame of 16, flat field of 16');
  expect(fact({ ...capture, corrections: {} }, 'Corrections')).toBeUndefined();
});

it('links a picture to the rest of its job', () => {
  const jobId = '5c1e8f1f-1111-4111-8111-111111111111';
  expect(fact({ ...capture, jobId, jobIndex: 2 }, 'Job')).toEqual({ name: 'Job', value: 'picture 3', href: `/library?job=${jobId}` });
});

it('shows the duration of a clip and the missing frames', () => {
  const clip = { frames: 75, durationMs: 2500, fps: 29.97, missed: 0 };
  const film: Capture = { ...capture, format: 'mp4', clip };
  expect([fact(film, 'Duration')?.value, fact(film, 'Frames')?.value, fact(film, 'Plays at')?.value]).toEqual(['2.5 s', '75', '29.97']);
  expect(fact(film, 'Missed')).toBeUndefined();
  expect(fact({ ...film, clip: { ...clip, missed: 3 } }, 'Missed')?.value).toBe('3');
});

it('names the user, or shows that no user was signed in', () => {
  expect(fact(capture, 'Captured by')?.value).toBe('Camera API');
  expect(fact({ ...capture, user: { id: 'u', name: 'Ana' } }, 'Captured by')?.value).toBe('Ana');
});

const DELETED = '2026-11-01T12:00:00.000Z';
const after = (days: number) => Date.parse(DELETED) + days * 86_400_000;

it.each([
  [0, 30],
  [0.5, 29],
  [29.5, 0],
  [40, 0],
])('%d days after it was deleted there are %d left', (days, left) => expect(daysLeft(DELETED, after(days))).toBe(left));

it("lists what the lab's step found, or why it failed", () => {
  const labStep = {
    name: 'spots',
    version: '2',
    numbers: [{ name: 'spots', value: 12 }],
    boxes: [{ left: 0, top: 0, width: 1, height: 1 }],
  };
  const found = captureFacts({ ...capture, labStep }).find(({ title }) => title === 'Lab step');
  expect(found?.facts.map(({ name, value }) => `${name}: ${value}`)).toEqual(['Step: spots 2', 'spots: 12', 'Boxes: 1']);
  expect(fact({ ...capture, labStep: { name: 'spots', error: 'ValueError: dark' } }, 'Failed')?.value).toBe('ValueError: dark');
  expect(captureFacts(capture).some(({ title }) => title === 'Lab step')).toBe(false);
});

it('lists the filters of a filtered copy', () => {
  const steps: FilterStep[] = [
    { step: 'smooth', sigma: 1.5 },
    { step: 'sharpen', sigma: 1, amount: 2 },
    { step: 'edges', gain: 4 },
    { step: 'background', radius: 50, offset: 0.5 },
    { step: 'threshold', low: 0.25, high: 0.755 },
    { step: 'channels', red: [0, 1, 0], green: [0, 1, 0], blue: [0, 1, -0.5] },
  ];
  const derivedFrom = { captureId: capture.id, sha256: capture.sha256, steps, version: 1 };
  const filters = captureFacts({ ...capture, derivedFrom }).find(({ title }) => title === 'Filtered copy')!.facts;
  expect(filters.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'Filter 1: Smooth, σ 1.5 px',
    'Filter 2: Sharpen, σ 1 px, amount 2',
    'Filter 3: Edges, gain 4',
    'Filter 4: Background removed, radius 50 px, offset 50 %',
    'Filter 5: Threshold, 25 % to 75.5 %',
    'Filter 6: Channels, red 0 1 0, green 0 1 0, blue 0 1 -0.5',
  ]);
});
