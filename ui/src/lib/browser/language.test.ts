import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeStorage } from './fake-storage.ts';
import { chooseLanguage, languageChoice, languageOf } from './language.ts';

const stored = new Map<string, string>();

beforeEach(() => {
  vi.stubGlobal('localStorage', fakeStorage(stored));
  vi.stubGlobal('navigator', { languages: ['fr-CH', 'de-CH', 'en-US'] });
});
afterEach(() => {
  stored.clear();
  vi.unstubAllGlobals();
});

it('takes the first language of the browser that the page has', () => {
  expect(languageOf('system', ['fr-CH', 'de-CH', 'en-US'])).toBe('de');
  expect(languageOf('system', ['EN-us', 'de'])).toBe('en');
  expect([languageOf('system', ['fr']), languageOf('system', [])]).toEqual(['en', 'en']);
});

it('prefers the choice of the person', () => expect(languageOf('en', ['de'])).toBe('en'));

it('keeps the choice and reloads when the language changes', () => {
  const reload = vi.fn();
  chooseLanguage('de', reload);
  expect([languageChoice(), reload.mock.calls.length]).toEqual(['de', 0]);
  chooseLanguage('en', reload);
  expect([languageChoice(), reload.mock.calls.length]).toEqual(['en', 1]);
  chooseLanguage('system', reload);
  expect([languageChoice(), reload.mock.calls.length, stored.size]).toEqual(['system', 2, 0]);
});

it('ignores a stored choice that it does not know', () => {
  stored.set('eyepiece.language', 'klingon');
  expect(languageChoice()).toBe('system');
});
