import { START_FAULTS } from '@eyepiece/host/start-faults';
import type { StartFault } from '@eyepiece/host/start-faults';
import { expect, it } from 'vitest';
import { explain, languageOf } from './causes.ts';

it.each(Object.keys(START_FAULTS) as StartFault[])('explains %s in both languages, in sentences without markup', (fault) => {
  const [english, german] = [explain(fault), explain(fault, 'de')];
  expect(german).not.toEqual(english);
  for (const text of [english.what, english.todo, german.what, german.todo]) {
    expect(text).toMatch(/^[^<>&]{10,}\.$/);
    expect(text.split(' ').length).toBeLessThanOrEqual(25);
  }
});

it.each([
  [undefined, 'en'],
  ['de-DE,de;q=0.9,en;q=0.8', 'de'],
  ['en-GB,de;q=0.9', 'en'],
  ['fr,de;q=0.5,en;q=0.7', 'en'],
  ['de;q=0,en;q=0.1', 'en'],
  ['*;q=;;,,x', 'en'],
])('reads the language of %j', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
