import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../../languages/translate.ts';
import { counted, groupedText } from './count-text.ts';

afterEach(() => setLanguage('en', null));

it('takes the plural form of the count', () => {
  const texts = [0, 1, 2, 1204].map((count) => counted(count, '{0} capture', '{0} captures'));
  expect(texts).toEqual(['0 captures', '1 capture', '2 captures', '1,204 captures']);
});

it('writes numbers as the language does', () => {
  setLanguage('de', {});
  expect(groupedText(12_045)).toBe('12.045');
});

it('takes a number that is written in another way', () => expect(counted(1200, '{0} file', '{0} files', '≈ 1200')).toBe('≈ 1200 files'));
