import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../../languages/translate.ts';
import { decimal, fixed, rounded, significant } from './decimal.ts';

afterEach(() => setLanguage('en', null));

it('writes decimals as the language does', () => {
  expect([fixed(12.345, 1), fixed(-0.5, 2), decimal('8')]).toEqual(['12.3', '-0.50', '8']);
  setLanguage('de', {});
  expect([fixed(12.345, 1), fixed(-0.5, 2), decimal('1e-7')]).toEqual(['12,3', '-0,50', '1e-7']);
});

it('leaves zeros at the end out', () => {
  expect([significant(0.330_012, 4), significant(1234.5, 3), rounded(8, 1), rounded(0.049, 1)]).toEqual(['0.33', '1230', '8', '0']);
  setLanguage('de', {});
  expect([significant(0.330_012, 4), rounded(12.25, 1)]).toEqual(['0,33', '12,3']);
});
