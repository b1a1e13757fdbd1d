import { LANGUAGES, setLanguage, type Language } from '../../languages/translate.ts';
import { readPreference, writePreference } from './preferences.ts';
import { setOtherTexts } from '../../languages/others.ts';

export const LANGUAGE_CHOICES = ['system', ...LANGUAGES] as const;
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];

const PREFERENCE = 'language';

export function languageChoice(): LanguageChoice {
  const kept = readPreference(PREFERENCE);
  return LANGUAGE_CHOICES.find((choice) => choice === kept) ?? 'system';
}

/** The first language of the browser that the page has; otherwise English. */
export function languageOf(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'system') return choice;
  const own = preferred.map((tag) => tag.toLowerCase().split('-')[0]);
  return LANGUAGES.find((language) => language === own.find((one) => LANGUAGES.some((known) => known === one))) ?? 'en';
}

/** Loads the texts of the chosen language. Without them the page is in English, which needs no catalogue. */
export async function openLanguage(): Promise<void> {
  const language = languageOf(languageChoice(), navigator.languages);
  if (language !== 'en') {
    const { GERMAN, HUB } = await import('../../languages/german/german.ts');
    setLanguage(language, GERMAN);
    setOtherTexts(HUB);
  }
  document.documentElement.lang = language;
}

/** Keeps the choice in this browser and loads the page again in the new language. */
export function chooseLanguage(choice: LanguageChoice, reload: () => void = () => location.reload()): void {
  const before = languageOf(languageChoice(), navigator.languages);
  writePreference(PREFERENCE, choice === 'system' ? null : choice);
  if (languageOf(choice, navigator.languages) !== before) reload();
}
