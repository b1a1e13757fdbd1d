import { expect, it } from 'vitest';
import { boundMs, fanoutBuckets } from './fanout-time.ts';

const text = (camera: string, counts: readonly [string, number][]): string =>
  counts.map(([le, count]) => `eyepiece_fanout_seconds_bucket{le="${le}",camera="${camera}",instance="a"} ${count}\n`).join('');

it('reads the histogram of one camera', () => {
  const metrics = `# TYPE eyepiece_fanout_seconds histogram\n${text('bench', [
    ['0.005', 3],
    ['+Inf', 4],
  ])}${text('other', [['0.005', 9]])}eyepiece_fanout_seconds_count{camera="bench"} 4\n`;
  expect([...fanoutBuckets(metrics, 'bench')]).toEqual([
    [0.005, 3],
    [Infinity, 4],
  ]);
});

it('gives the bound for a share of the frames between two readings', () => {
  const of = (...counts: number[]) => new Map([0.005, 0.01, 0.025, Infinity].map((bound, at) => [bound, counts[at] ?? 0]));
  const [before, after] = [of(50, 60, 60, 60), of(140, 159, 160, 160)];
  expect([0.5, 0.9, 0.99, 1].map((share) => boundMs(before, after, share))).toEqual([5, 5, 10, 25]);
  expect(boundMs(before, before, 0.5)).toBeNaN();
  expect(boundMs(new Map(), of(0, 0, 0, 2), 0.5)).toBe(Infinity);
});
