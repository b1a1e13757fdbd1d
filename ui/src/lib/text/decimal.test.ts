import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../../languages/translate.ts';
import { decimal, fixed } from './decimal.ts';

afterEach(() => setLanguage('en', null));

it('writes decimals as the language does', () => {
  expect([fixed(12.345, 1), fixed(-0.5, 2), decimal('8')]).toEqual(['12.3', '-0.50', '8']);
  setLanguage('de', {});
  expect([fixed(12.345, 1), fixed(-0.5, 2), decimal('1e-7')]).toEqual(['12,3', '-0,50', '1e-7']);
});
