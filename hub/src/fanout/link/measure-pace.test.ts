import { expect, test } from 'vitest';
import { answerEveryMsFor } from './hub-load.ts';
import { MeasurePace } from './measure-pace.ts';

const FRAME_MS = 10;

/** Times of the measurements in ten seconds, ms. */
function measurements(viewers: number, { link = 'unknown', phase = 0.5 }: { link?: 'unknown' | 'plenty'; phase?: number } = {}): number[] {
  const pace = new MeasurePace({ answerEveryMs: answerEveryMsFor(viewers), nextPhase: () => phase });
  const times: number[] = [];
  for (let nowMs = 0; nowMs < 10_000; nowMs += FRAME_MS) {
    if (!pace.isDue(link, nowMs)) continue;
    pace.measured(nowMs);
    times.push(nowMs);
  }
  return times;
}

test('each frame measures the new link of one viewer', () => {
  expect(measurements(1)).toHaveLength(1000);
});

test('the first frames measure the link of one of many viewers as well', () => {
  expect(measurements(100).slice(0, 3)).toEqual([0, FRAME_MS, 2 * FRAME_MS]);
});

test('a hundred viewers on unknown links are then asked for a bounded number of measurements', () => {
  expect(measurements(100).length).toBeLessThanOrEqual(3 + 20);
});

test('viewers who joined together are measured at different times', () => {
  const last = [0, 0.25, 0.5, 0.75].map((phase) => measurements(100, { link: 'plenty', phase }).at(3));
  expect(last).toEqual([1520, 1770, 2020, 2270]);
});

test('the bound holds for a thousand viewers on fast links as well', () => {
  expect(measurements(1000, { link: 'plenty' })).toHaveLength(4);
});

test('a doubt measures the next frame', () => {
  const pace = new MeasurePace({ answerEveryMs: 500, nextPhase: () => 0.5 });
  for (const nowMs of [0, 10, 20]) pace.measured(nowMs);
  expect(pace.isDue('plenty', 30)).toBe(false);
  pace.hurry();
  expect(pace.isDue('plenty', 30)).toBe(true);
});
