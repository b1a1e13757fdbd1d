import { expect, it } from 'vitest';
import { Ages } from './ages.ts';

it('has no age before the first acknowledgement', () => {
  expect(new Ages().recent).toBeUndefined();
});

it('gives the median and the 95th percentile', () => {
  const ages = new Ages();
  for (const ms of [30, 10, 20, 500]) ages.add(ms);
  expect(ages.recent).toEqual({ p50Ms: 20, p95Ms: 500 });
});

it('forgets all but the last 32', () => {
  const ages = new Ages();
  ages.add(9000);
  for (let index = 0; index < 32; index += 1) ages.add(40);
  expect(ages.recent).toEqual({ p50Ms: 40, p95Ms: 40 });
});
