import { expect, it } from 'vitest';
import { Statistics } from './statistics.ts';

const frame = (seq: number) => ({ seq, exposureMs: 8, gainDb: 6 });

it('measures rate, interval and mean age since the last report', () => {
  const statistics = new Statistics();
  for (let index = 0; index < 30; index++) statistics.drawn(index * 50, frame(index), 40 + (index % 2) * 2, 5);
  const report = statistics.report(1500);
  expect(report.fps).toBeCloseTo(20);
  expect(report.intervalMs).toBeCloseTo(50);
  expect(report.ageMs).toBeCloseTo(41);
  expect(report.sinceFrameMs).toBe(50);
  statistics.drawn(1550, frame(30), 90, 5);
  expect(statistics.report(1600).ageMs).toBe(90);
});

it('counts gaps in the sequence as drops, across the wrap too', () => {
  const statistics = new Statistics();
  for (const seq of [0xffff_fffd, 0xffff_fffe, 1, 2]) statistics.drawn(0, frame(seq), null, null);
  expect(statistics.report(0).dropped).toBe(2);
});

it('does not count a stream that restarts at 0 as drops', () => {
  const statistics = new Statistics();
  for (const seq of [500, 501, 0, 1, 3]) statistics.drawn(0, frame(seq), null, null);
  expect(statistics.report(0).dropped).toBe(1);
});

it('reports 0 fps after two seconds without a picture, and keeps its time', () => {
  const statistics = new Statistics();
  for (const atMs of [0, 100, 200]) statistics.drawn(atMs, frame(atMs / 100), 10, 5);
  const report = statistics.report(5200);
  expect(report.fps).toBe(0);
  expect(report.sinceFrameMs).toBe(5000);
});

it('is empty after a reset', () => {
  const statistics = new Statistics();
  statistics.drawn(0, frame(7), 10, 5);
  statistics.reset();
  expect(statistics.report(10)).toMatchObject({
    seq: null,
    sinceFrameMs: null,
    intervalMs: null,
    dropped: 0,
    ageMs: null,
    drawingMs: null,
  });
});

it('averages decoding and drawing over the last second, without skipped frames', () => {
  const statistics = new Statistics();
  statistics.drawn(0, frame(0), 10, 100);
  statistics.drawn(1100, frame(1), 10, 4);
  statistics.drawn(1200, frame(2), 10, null);
  statistics.drawn(1300, frame(3), 10, 8);
  expect(statistics.report(1300).drawingMs).toBe(6);
});
