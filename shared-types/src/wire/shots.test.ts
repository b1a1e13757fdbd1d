import { expect, it } from 'vitest';
import { addClocks, spreadOf, startOfExposure } from './shots.ts';

const shot = { id: '0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c', size: 2 };

it('converts the end of an exposure to its start by the clock of the hub', () => {
  const clock = { offsetUs: 250_000, uncertaintyUs: 400 };
  expect(startOfExposure({ capturedAtUs: 2_000_000, exposureMs: 12.5, shot: { ...shot, clock } })).toEqual({
    startUs: 1_737_500,
    uncertaintyUs: 400,
  });
  expect(startOfExposure({ capturedAtUs: 2_000_000, exposureMs: 12.5, shot })).toBeUndefined();
  expect(startOfExposure({ capturedAtUs: 2_000_000, exposureMs: 12.5 })).toBeUndefined();
});

it('states the spread with the uncertainty of the two clocks that it depends on', () => {
  const times = [
    { startUs: 1500, uncertaintyUs: 900 },
    { startUs: 1000, uncertaintyUs: 20 },
    { startUs: 4000, uncertaintyUs: 300 },
  ];
  expect(spreadOf(times)).toEqual({ spreadUs: 3000, uncertaintyUs: 320, cameras: 3 });
  expect(spreadOf(times.slice(0, 1))).toBeNull();
  expect(spreadOf([])).toBeNull();
});

it('adds the differences of two clocks, and their uncertainties', () => {
  expect(addClocks({ offsetUs: -300, uncertaintyUs: 5 }, { offsetUs: 100, uncertaintyUs: 7 })).toEqual({
    offsetUs: -200,
    uncertaintyUs: 12,
  });
});
