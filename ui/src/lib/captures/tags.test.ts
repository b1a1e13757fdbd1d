import { expect, it } from 'vitest';
import { parseTags } from './tags.ts';

it('splits, trims and keeps each tag once', () => {
  expect(parseTags(' gland, slide 12,,gland ,')).toEqual(['gland', 'slide 12']);
  expect(parseTags('')).toEqual([]);
});

it("respects the hub's limits", () => {
  expect(parseTags(Array.from({ length: 40 }, (_, index) => `t${index}`).join(','))).toHaveLength(32);
  expect(parseTags('x'.repeat(100))[0]).toHaveLength(64);
});

it('counts code points, and never splits one', () => {
  expect(parseTags(`a${'🔬'.repeat(70)}`)).toEqual([`a${'🔬'.repeat(63)}`]);
});
