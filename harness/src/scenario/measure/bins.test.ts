import { expect, it } from 'vitest';
import { BinSeries } from './bins.ts';
import { Viewer } from './viewer.ts';

interface Presence {
  readonly fromMs: number;
  readonly toMs?: number;
}

/** Frames of each viewer every 100 ms while it is there. @returns the rates of the bins of one second */
function ratesOf(presences: readonly Presence[], endMs: number): number[] {
  const series = new BinSeries(1000, endMs, () => presences.length);
  const viewers = presences.map((presence, index) => ({ viewer: new Viewer('all', index), toMs: Infinity, ...presence }));
  for (let atMs = 0; atMs < endMs; atMs += 100) {
    for (const { viewer, fromMs, toMs } of viewers) {
      if (atMs === fromMs) series.joined(viewer, atMs);
      if (atMs === toMs) series.left(viewer, atMs);
      if (atMs < fromMs || atMs >= toMs) continue;
      const seen = { viewer, atMs, bytes: 1, json: undefined, picture: undefined, ageMs: null, staleMs: null, withoutSinceMs: 0 };
      series.frame({ ...seen, isFirst: false, skipped: 0, repeated: false, late: false });
    }
  }
  series.end(endMs);
  return series.bins.map(({ framesPerSecond }) => framesPerSecond);
}

it('has the frames per second of a viewer, however many there are', () => {
  expect(ratesOf([{ fromMs: 0 }], 2000)).toEqual([10, 10]);
  expect(ratesOf([{ fromMs: 0 }, { fromMs: 0 }, { fromMs: 0 }], 2000)).toEqual([10, 10]);
});

it('counts viewers only while they are there', () => {
  expect(ratesOf([{ fromMs: 0 }, { fromMs: 500 }, { fromMs: 2000 }], 3000)).toEqual([10, 10, 10]);
  expect(ratesOf([{ fromMs: 0 }, { fromMs: 0, toMs: 1300 }], 3000)).toEqual([10, 10, 10]);
});

it('makes no high rate of a short presence', () => {
  expect(ratesOf([{ fromMs: 900 }], 1000)).toEqual([1]);
});
