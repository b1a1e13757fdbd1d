/** Search words, folded like the database's index: see `eyepiece_fold` in migration 0005. */
import { invalidField } from '../../../errors.ts';

const MAX_WORDS = 10;
/** Longer words are truncated here and in the index. */
const MAX_WORD_CHARS = 64;
const BEFORE = 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЂЈЉЊЋЏҐÆŒẞØøŁłĐđÐðı';
const AFTER = 'αβγδεζηθικλμνξοπρστυφχψωσабвгдежзиклмнопрстуфхцчшщъыьэюяєіђјљњћџґæœßoollddddi';
const SMALL = new Map(Array.from(BEFORE, (letter, index) => [letter, AFTER[index] ?? letter]));
const SEPARATORS = /[^0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3040-\uffff]+/u;

/** Removes accents and capitals. */
function fold(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/[\u0300-\u036f]+/g, '');
  const small = plain.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return Array.from(small, (letter) => SMALL.get(letter) ?? letter)
    .join('')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe');
}

/** The text of a `tsquery` that matches prefixes of a capture's words; undefined when the search is empty. */
export function searchOf(q: string | undefined): string | undefined {
  const words = fold(q ?? '')
    .split(SEPARATORS)
    .filter(Boolean)
    .map((word) => Array.from(word).slice(0, MAX_WORD_CHARS).join(''));
  if (words.length > MAX_WORDS) {
    throw invalidField({ path: 'q', message: `at most ${String(MAX_WORDS)} words, not ${String(words.length)}`, max: MAX_WORDS });
  }
  return words.length === 0 ? undefined : words.map((word) => `'${word}':*`).join(' & ');
}
