import { expect, it } from 'vitest';
import { colorNumbered, initials, inkOf, personColor } from './person-color.ts';

it('gives each user a stable colour, spread over the palette', () => {
  expect(personColor('u-17')).toBe(personColor('u-17'));
  const colors = new Set(Array.from({ length: 60 }, (_, index) => personColor(`user-${index}`)));
  expect(colors.size).toBeGreaterThanOrEqual(6);
});

it('has a colour for every number, and uses the whole palette', () => {
  const first = Array.from({ length: 8 }, (_, number) => colorNumbered(number));
  expect(new Set(first).size).toBe(8);
  expect(colorNumbered(8)).toBe(first[0]);
});

it('has a colour for text for every colour of the palette', () => {
  const inks = Array.from({ length: 8 }, (_, number) => inkOf(colorNumbered(number)));
  expect(inks).toEqual(inks.map((_, number) => `var(--person-${number})`));
});

it.each([
  ['Ana Novak', 'AN'],
  ['ben', 'BE'],
  ['Mary Jane van Dyke', 'MD'],
  ['  ', '?'],
  ['x', 'X'],
  ['Dr. Weber (guest)', 'DW'],
])('shortens %j to %s', (name, short) => expect(initials(name)).toBe(short));
