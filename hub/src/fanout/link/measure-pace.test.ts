import { expect, test } from 'vitest';
import { answerEveryMsFor } from './hub-load.ts';
import { MeasurePace } from './measure-pace.ts';

const paceOf = (viewers: number, phase = 0.5): MeasurePace => new MeasurePace({ answerEveryMs: answerEveryMsFor(viewers), nextPhase: () => phase });

test('each frame measures the new link of one viewer', () => {
  expect(paceOf(1).everyMs('unknown')).toBeLessThan(1000 / 100);
});

test('a hundred viewers on unknown links are asked for a bounded number of measurements', () => {
  const measurementsPerSecond = (100 * 1000) / paceOf(100).everyMs('unknown');
  expect(measurementsPerSecond).toBeLessThanOrEqual(200);
});

test('viewers who joined together are measured at different times', () => {
  const everyMs = [0, 0.25, 0.5, 0.75].map((phase) => paceOf(100, phase).everyMs('plenty'));
  expect(everyMs).toEqual([1500, 1750, 2000, 2250]);
});

test('the bound holds for a thousand viewers on fast links as well', () => {
  expect(paceOf(1000).everyMs('plenty')).toBe(5000);
});
