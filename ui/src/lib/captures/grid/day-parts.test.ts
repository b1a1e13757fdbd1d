import { expect, it } from 'vitest';
import { dayParts } from './day-parts.ts';

it('counts the captures of each session separately', () => {
  const sessions = [
    { title: 'Tissue sections', count: 4 },
    { title: 'Pollen', count: 1 },
  ];
  expect(dayParts({ sessions }, 1200)).toEqual(['1,200 captures', '4 in Tissue sections', '1 in Pollen']);
});

it.each([
  [3, 3, ['3 captures', 'Pollen']],
  [3, 2, ['3 captures', '2 in Pollen']],
  [1, 1, ['1 capture', 'Pollen']],
])('of %d captures, %d in the only session: %j', (count, own, parts) =>
  expect(dayParts({ sessions: [{ title: 'Pollen', count: own }] }, count)).toEqual(parts),
);
