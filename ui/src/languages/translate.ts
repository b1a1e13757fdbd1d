/**
 * The language of the page. The English texts in the sources are the keys of the catalogues; `vite/texts` wraps them in
 * `t` at build time. The catalogue is set before the first module with texts is evaluated and stays for the life of the
 * page, so that tables of texts at the top of modules are in the right language too.
 */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own language. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' };

/** German text by English text; null shows English. */
export type Catalogue = Readonly<Record<string, string>>;

/** What fills a placeholder. */
export type TextValue = string | number | boolean | null | undefined;

let language: Language = 'en';
let catalogue: Catalogue | null = null;

export function setLanguage(chosen: Language, texts: Catalogue | null): void {
  language = chosen;
  catalogue = texts;
}

export function currentLanguage(): Language {
  return language;
}

/** Locale of numbers and dates: English dates are written day first. */
export function locale(): string {
  return language === 'en' ? 'en-GB' : language;
}

/** Replaces {0}, {1} by values; a missing value is empty, as in markup. */
export function fill(text: string, values: readonly TextValue[]): string {
  return text.replace(/\{(\d+)\}/g, (_, at: string) => {
    const value = values[Number(at)];
    return value === null || value === undefined ? '' : String(value);
  });
}

/**
 * The text in the language of the page.
 * @param text English, with placeholders {0}, {1}
 * @param values without them the placeholders stay
 * @param meaning distinguishes equal English texts whose translations differ; the key is then "text [meaning]"
 */
export function t(text: string, values?: readonly TextValue[], meaning?: string): string {
  const found = catalogue?.[meaning === undefined ? text : `${text} [${meaning}]`] ?? text;
  return values ? fill(found, values) : found;
}

/** A name inside a sentence: English writes it in lower case there, German keeps its capital letter. */
export function midSentence(name: string): string {
  return language === 'en' ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
