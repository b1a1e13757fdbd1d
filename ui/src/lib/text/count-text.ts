import { fill, locale } from '../../languages/translate.ts';

/** A number with the separators of the language: "1,204". */
export function groupedText(count: number): string {
  return count.toLocaleString(locale());
}

/**
 * A count with its noun in the right plural form: "1 capture", "1,204 captures".
 * @param one text for one, with {0} for the number; @param other for all other numbers of the language
 */
export function counted(count: number, one: string, other: string, number = groupedText(count)): string {
  return fill(new Intl.PluralRules(locale()).select(count) === 'one' ? one : other, [number]);
}
