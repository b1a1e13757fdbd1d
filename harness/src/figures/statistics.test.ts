import { describe, expect, it } from 'vitest';
import { Distribution, median, percentile, trend } from './statistics.ts';

describe('percentile', () => {
  it('uses the nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50]);
  });
  it('does not depend on the order', () => expect(percentile([3, 1, 2], 1)).toBe(3));
  it('is NaN for an empty list', () => expect(percentile([], 0.5)).toBeNaN());
});

describe('median', () => {
  it('is the middle value of an odd number of values', () => expect(median([9, 1, 5])).toBe(5));
  it('is the mean of the two middle values of an even number', () => expect(median([1, 2, 10, 4])).toBe(3));
  it('is NaN for an empty list', () => expect(median([])).toBeNaN());
});

describe('trend', () => {
  it('finds the slope of a line exactly, without error', () => {
    const { slope, slopeError } = trend([0, 1, 2, 3].map((x) => [x, 5 - 2 * x] as const));
    expect(slope).toBeCloseTo(-2);
    expect(slopeError).toBeCloseTo(0);
  });
  it('reports the uncertainty of a slope in noise', () => {
    const { slope, slopeError } = trend([1, -1, 1, -1, 1, -1].map((y, x) => [x, y] as const));
    expect(Math.abs(slope)).toBeLessThan(2 * slopeError);
  });
  it('refuses two points', () => expect(() => trend([[0, 0], [1, 1]])).toThrow('at least 3 points, not 2')); // prettier-ignore
});

describe('Distribution', () => {
  it('gives percentiles within one bucket of the exact ones', () => {
    const distribution = new Distribution();
    const values = Array.from({ length: 10_000 }, (_, index) => (index + 1) / 7);
    for (const value of values) distribution.add(value);
    for (const share of [0.01, 0.5, 0.95, 0.99, 1]) {
      const exact = percentile(values, share);
      expect(Math.abs(distribution.percentile(share) / exact - 1)).toBeLessThan(0.02);
    }
    expect(distribution.count).toBe(10_000);
    expect(distribution.mean).toBeCloseTo(10_001 / 14);
    expect(distribution.max).toBeCloseTo(10_000 / 7);
  });
  it('counts negative values as the smallest and huge ones as the largest', () => {
    const distribution = new Distribution();
    distribution.add(-5);
    distribution.add(1e12);
    expect(distribution.percentile(0.5)).toBeLessThanOrEqual(0.01);
    expect(distribution.max).toBe(1e12);
  });
  it('can be reset', () => {
    const distribution = new Distribution();
    distribution.add(3);
    distribution.clear();
    expect(distribution.count).toBe(0);
    expect(distribution.percentile(0.5)).toBeNaN();
    expect(distribution.max).toBeNaN();
  });
});
