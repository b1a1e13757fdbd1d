/** JSON with the text "{seq}" in place of a sequence number. */

const MARK = '{seq}';

export function containsSeq(template: unknown): boolean {
  return JSON.stringify(template).includes(JSON.stringify(MARK));
}

export function withSeq(template: unknown, seq: number | null): unknown {
  if (template === MARK) return seq;
  if (Array.isArray(template)) return template.map((item) => withSeq(item, seq));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, withSeq(value, seq)]));
}
