import { expect, it } from 'vitest';
import { Rates } from './rates.ts';

it('is zero before the second reading', () => {
  expect(new Rates().read(1000, [70, 9000])).toEqual([0, 0]);
});

it('is the mean over the last readings', () => {
  const rates = new Rates();
  rates.read(0, [0, 0]);
  expect(rates.read(1000, [30, 600_000])).toEqual([30, 600_000]);
  expect(rates.read(2000, [40, 800_000])).toEqual([20, 400_000]);
});

it('forgets old readings', () => {
  const rates = new Rates();
  rates.read(0, [0]);
  for (let second = 1; second <= 4; second += 1) rates.read(second * 1000, [1000]);
  expect(rates.read(5000, [1000])).toEqual([0]);
});
