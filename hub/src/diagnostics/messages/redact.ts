/** Short texts of payloads without secrets. */

export const REDACTED = '[redacted]';
/** Longer payloads are not parsed, so that the feed costs little. */
const MAX_PARSED_CHARS = 8192;
const MAX_PREVIEW_CHARS = 300;

const SECRET_KEY = /pass|secret|token|cookie|authori[sz]ation|api.?key|credential|private|signature|jwt|hash/i;
/** JSON Web Tokens, bearer tokens, and parameters of addresses that grant access. */
const SECRET_TEXT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*|\bbearer\s+\S+|(?<=[?&#](?:token|secret|key|share)=)[^&#\s]+|(?<=\/guest#)[^\s]+/gi;
/** Random values in hexadecimal or base64url: secrets, digests, identifiers of downloads. */
const OPAQUE_TEXT = /[\w-]{40,}/g;

export class Redactor {
  readonly #known: readonly string[];

  /** @param known secrets of the hub */
  constructor(known: readonly string[]) {
    this.#known = known.filter((secret) => secret !== '');
  }

  /** @param json an array of arguments @returns undefined for large or invalid payloads */
  preview(json: string, skip: number): string | undefined {
    if (json.length > MAX_PARSED_CHARS) return undefined;
    let values: unknown[];
    try {
      values = (JSON.parse(json) as unknown[]).slice(skip);
    } catch {
      return undefined;
    }
    const text = JSON.stringify(this.#clean(values.length === 1 ? values[0] : values));
    return text.length > MAX_PREVIEW_CHARS ? `${text.slice(0, MAX_PREVIEW_CHARS)}…` : text;
  }

  #clean(value: unknown): unknown {
    if (typeof value === 'string') return this.#cleanText(value);
    if (Array.isArray(value)) return value.map((item) => this.#clean(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        this.#cleanText(key),
        SECRET_KEY.test(key) && isFilled(item) ? REDACTED : this.#clean(item),
      ]),
    );
  }

  #cleanText(text: string): string {
    let clean = text;
    for (const secret of this.#known) clean = clean.replaceAll(secret, REDACTED);
    return clean.replace(SECRET_TEXT, REDACTED).replace(OPAQUE_TEXT, REDACTED);
  }
}

/** Numbers and booleans under such a key are counts and states, not secrets. */
function isFilled(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null);
}
