import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../../languages/translate.ts';
import { otherLanguage } from './other-language.ts';

afterEach(() => setLanguage('en', null));

it('names what the page shows in the other language', async () => {
  const german = await otherLanguage();
  expect([german('Camera wall'), german('Exposure'), german('Bench 3')]).toEqual(['Kamerawand', 'Belichtung', '']);
  setLanguage('de', {});
  const english = await otherLanguage();
  expect([english('Kamerawand'), english('Belichtung')]).toEqual(['Camera wall', 'Exposure']);
});
