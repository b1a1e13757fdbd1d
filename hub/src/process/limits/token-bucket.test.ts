import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const RATE = { perSecond: 10, burst: 20 };

it('accepts a burst, refuses more, and reports a lasting excess as a flood', () => {
  const bucket = new TokenBucket(RATE, 0);
  const verdicts = Array.from({ length: 41 }, () => bucket.take(1, 0));
  expect(verdicts.filter((verdict) => verdict === 'taken')).toHaveLength(20);
  expect(verdicts.filter((verdict) => verdict === 'refused')).toHaveLength(20);
  expect(verdicts.at(-1)).toBe('flood');
});

it('accepts the rate for ever', () => {
  const bucket = new TokenBucket(RATE, 0);
  for (let turn = 1; turn <= 1000; turn += 1) expect(bucket.take(1, turn * 100)).toBe('taken');
});

it('refills with time, however long the flood was', () => {
  const bucket = new TokenBucket(RATE, 0);
  for (let turn = 0; turn < 100_000; turn += 1) bucket.take(1, 0);
  expect(bucket.isFull(5999)).toBe(false);
  expect(bucket.isFull(6000)).toBe(true);
  expect(bucket.take(20, 6000)).toBe('taken');
});

it('subtracts the cost of an event', () => {
  const bucket = new TokenBucket(RATE, 0);
  expect(bucket.take(15, 0)).toBe('taken');
  expect(bucket.take(15, 0)).toBe('refused');
});

it('makes no debt when it is only asked', () => {
  const bucket = new TokenBucket(RATE, 0);
  expect(Array.from({ length: 100 }, () => bucket.tryTake(1, 0)).filter(Boolean)).toHaveLength(20);
  expect(bucket.tryTake(1, 99)).toBe(false);
  expect(bucket.tryTake(1, 200)).toBe(true);
});
