/** Short texts of payloads without secrets. The cost of one text is bounded, because clients choose the payloads. */
import { hidesNumbers, hidesTexts, hideSecrets, REDACTED } from './secrets.ts';

/** Longer payloads are not parsed. */
const MAX_PARSED_CHARS = 8192;
/** Keys and values that are read for one text, each with a fixed addition for its cost. */
const MAX_READ_CHARS = 1500;
const TEXT_COST_CHARS = 8;
const MAX_PREVIEW_CHARS = 300;
/** Clients can nest values as deep as the stack. */
const MAX_DEPTH = 32;
const TOO_DEEP = '[nested too deep]';
/** Replacing shorter secrets would make ordinary texts unreadable. */
const MIN_SECRET_CHARS = 6;
/** Keys of the protocol are shorter. */
const MAX_KEY_CHARS = 200;
const NAME_KEY = /^(?:name|key|field|header|label)$/i;
const VALUE_KEY = /^(?:value|val|text|content|data)$/i;

export class Redactor {
  readonly #known: readonly string[];

  /** @param known secrets of the hub */
  constructor(known: readonly string[]) {
    this.#known = known.filter((secret) => secret.length >= MIN_SECRET_CHARS);
  }

  /** @param json an array of arguments @returns undefined for large or invalid payloads */
  preview(json: string, skip: number): string | undefined {
    if (json.length > MAX_PARSED_CHARS) return undefined;
    try {
      const values = (JSON.parse(json) as unknown[]).slice(skip);
      const cleaner = new Cleaner(this.#known);
      const text = JSON.stringify(cleaner.clean(values.length === 1 ? values[0] : values));
      return text.length > MAX_PREVIEW_CHARS || cleaner.isCut ? `${text.slice(0, MAX_PREVIEW_CHARS)}…` : text;
    } catch {
      return undefined;
    }
  }
}

/** Cleans one payload up to a number of characters. */
class Cleaner {
  readonly #known: readonly string[];
  #room = MAX_READ_CHARS;

  constructor(known: readonly string[]) {
    this.#known = known;
  }

  /** Whether the payload has more than was read. */
  get isCut(): boolean {
    return this.#room < 0;
  }

  clean(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.#cleanText(value);
    this.#room -= 1;
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) return TOO_DEEP;
    return Array.isArray(value) ? this.#cleanArray(value, depth) : this.#cleanObject(value, depth);
  }

  #cleanArray(items: readonly unknown[], depth: number): unknown[] {
    const clean: unknown[] = [];
    for (const item of items) {
      if (this.isCut) break;
      clean.push(this.clean(item, depth + 1));
    }
    return clean;
  }

  #cleanObject(value: object, depth: number): object {
    const entries = Object.entries(value);
    // Forms send passwords as a name and a value.
    const name = entries.find(([key, item]) => NAME_KEY.test(key) && typeof item === 'string')?.[1] as string | undefined;
    const clean: [string, unknown][] = [];
    for (const [key, item] of entries) {
      if (this.isCut) break;
      const isSecret = hides(key, item) || (name !== undefined && VALUE_KEY.test(key) && hides(name, item));
      clean.push([this.#cleanText(key), isSecret ? REDACTED : this.clean(item, depth + 1)]);
    }
    return Object.fromEntries(clean);
  }

  #cleanText(text: string): string {
    let clean = text;
    for (const secret of this.#known) clean = clean.replaceAll(secret, REDACTED);
    const room = Math.max(0, this.#room);
    this.#room -= clean.length + TEXT_COST_CHARS;
    // The end of a cut text can be part of a secret that no pattern recognizes.
    if (clean.length > room) clean = clean.slice(0, clean.slice(0, room).lastIndexOf(' ') + 1);
    return hideSecrets(clean);
  }
}

/** Booleans are states, and most numbers are counts. */
function hides(key: string, value: unknown): boolean {
  if (key.length > MAX_KEY_CHARS) return true;
  if (typeof value === 'number') return hidesNumbers(key);
  return ((typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null)) && hidesTexts(key);
}
