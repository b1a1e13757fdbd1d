import { expect, it } from 'vitest';
import { LinkOpenings } from './link-openings.ts';

const LIMITS = { openings: { perSecond: 5, burst: 10 }, floodCost: 4 };

it('bounds the links from one address, and leaves others theirs', () => {
  const openings = new LinkOpenings(LIMITS);
  expect(Array.from({ length: 50 }, () => openings.admits('10.0.0.1', 0)).filter(Boolean)).toHaveLength(10);
  expect(openings.admits('10.0.0.2', 0)).toBe(true);
  expect(openings.admits('10.0.0.1', 60_000)).toBe(true);
});

it('counts a link that sent too much as several', () => {
  const openings = new LinkOpenings(LIMITS);
  expect(openings.admits('10.0.0.1', 0)).toBe(true);
  openings.penalize('10.0.0.1', 0);
  openings.penalize('10.0.0.1', 0);
  expect([openings.admits('10.0.0.1', 0), openings.admits('10.0.0.1', 0)]).toEqual([true, false]);
});

it('forgets addresses that have opened none for a while', () => {
  const openings = new LinkOpenings(LIMITS);
  for (let address = 0; address < 5000; address += 1) openings.admits(String(address), address * 10);
  expect(openings.size).toBeLessThan(1100);
});
