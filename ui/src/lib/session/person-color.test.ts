import { expect, it } from 'vitest';
import { initials, personColor } from './person-color.ts';

it('keeps a person in one colour and spreads people over the set', () => {
  expect(personColor('u-17')).toBe(personColor('u-17'));
  const colors = new Set(Array.from({ length: 60 }, (_, index) => personColor(`user-${index}`)));
  expect(colors.size).toBeGreaterThanOrEqual(6);
});

it.each([
  ['Ana Novak', 'AN'],
  ['ben', 'BE'],
  ['Mary Jane van Dyke', 'MD'],
  ['  ', '?'],
  ['x', 'X'],
])('shortens %j to %s', (name, short) => expect(initials(name)).toBe(short));
