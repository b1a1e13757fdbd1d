/**
 * Texts that arrive from the hub and the cameras: names of settings, errors and entries of the log. They are English
 * sentences; the catalogue holds them as patterns with {0}, {1}. A sentence that fits no pattern stays in English.
 */
import { fill, type Catalogue } from './translate.ts';

interface Pattern {
  readonly fits: RegExp;
  readonly text: string;
  /** The sentence begins with a phrase: "exposure 9000 ms is above …". */
  readonly hasPhrase: boolean;
}

/** A list joins changes: "exposure 8 → 10 ms, gain 0 → 6 dB". */
const SEPARATOR = ', ';
const CHANGE = ' → ';
/** Longer texts are notes or outputs of programs, and no sentence of the catalogue. */
const LENGTH_MAX = 2000;

let exact: Catalogue = {};
let patterns: readonly Pattern[] = [];

export function setOtherTexts(catalogue: Catalogue): void {
  exact = catalogue;
  patterns = Object.entries(catalogue)
    .filter(([english]) => english.includes('{0}'))
    .toSorted(([one], [other]) => literalLength(other) - literalLength(one))
    .map(([english, text]) => ({ fits: patternOf(english), text, hasPhrase: english.startsWith('{0}') }));
}

/** A name that the camera service gives to a setting or a value. */
export function ofCamera(name: string): string {
  return Object.hasOwn(exact, name) ? (exact[name] ?? name) : name;
}

/** A sentence of the hub in the language of the page. */
export function ofHub(sentence: string): string {
  if (patterns.length === 0 || sentence.length > LENGTH_MAX) return sentence;
  const parts = sentence.split(SEPARATOR);
  const texts = parts.map((part) => known(part));
  // A comma may also be part of one sentence.
  if (texts.includes(undefined)) return known(sentence) ?? parts.map((part, at) => texts[at] ?? part).join(SEPARATOR);
  return texts.join(SEPARATOR);
}

function known(sentence: string): string | undefined {
  if (Object.hasOwn(exact, sentence)) return exact[sentence];
  for (const { fits, text, hasPhrase } of patterns) {
    const values = fits.exec(sentence)?.slice(1);
    if (values)
      return fill(
        text,
        values.map((value, at) => (hasPhrase && at === 0 ? phraseText(value) : valueText(value))),
      );
  }
  return undefined;
}

function phraseText(phrase: string): string {
  for (const { fits, text, hasPhrase } of patterns) {
    const value = hasPhrase ? undefined : fits.exec(phrase)?.slice(1);
    if (value) return fill(text, value.map(valueText));
  }
  return valueText(phrase);
}

/** Values are names and figures; names of settings and their options have a translation. */
function valueText(value: string): string {
  return value.split(CHANGE).map(ofCamera).join(CHANGE);
}

const literalLength = (english: string): number => english.replace(/\{\d+\}/g, '').length;

/** Each placeholder occurs once and in order, so that its group has its number. */
function patternOf(english: string): RegExp {
  const literals = english.split(/\{\d+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('(.*?)')}$`, 'su');
}
