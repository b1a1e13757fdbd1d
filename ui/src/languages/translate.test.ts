import { afterEach, expect, it } from 'vitest';
import { fill, locale, setLanguage, t } from './translate.ts';

afterEach(() => setLanguage('en', null));

it('shows the English text without a catalogue, and where a translation is missing', () => {
  expect(t('Capture')).toBe('Capture');
  setLanguage('de', {});
  expect(t('{0} of {1}', [1, 2])).toBe('1 of 2');
});

it('translates, with the values in the order of the language', () => {
  setLanguage('de', { 'Delete {0} at {1}': '{1}: {0} löschen' });
  expect(t('Delete {0} at {1}', ['A', 'B'])).toBe('B: A löschen');
});

it('keeps placeholders for later without values', () => {
  setLanguage('de', { '{0} files': '{0} Dateien' });
  expect(fill(t('{0} files'), [3])).toBe('3 Dateien');
});

it('tells meanings apart', () => {
  setLanguage('de', { 'Capture [do]': 'Aufnehmen', Capture: 'Aufnahme' });
  expect([t('Capture', undefined, 'do'), t('Capture')]).toEqual(['Aufnehmen', 'Aufnahme']);
});

it('leaves missing values empty and replaces no placeholder inside a value', () => {
  expect(fill('{0}{1}', [undefined, null])).toBe('');
  expect(fill('{0} {1}', ['{1}', 'b'])).toBe('{1} b');
});

it('names the locale of numbers and dates', () => {
  expect(locale()).toBe('en-GB');
  setLanguage('de', null);
  expect(locale()).toBe('de');
});
