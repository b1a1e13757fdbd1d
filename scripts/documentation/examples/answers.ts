/** Compares the JSON that a page shows with the JSON that the hub sends: fields and types, not values. */

/** @returns one line per field that is shown and does not come, or comes with another type */
export function differences(shown: unknown, sent: unknown, at = ''): string[] {
  if (typeOf(shown) !== typeOf(sent)) return [`${at === '' ? 'the answer' : at} is ${typeOf(sent)}, not ${typeOf(shown)}`];
  if (Array.isArray(shown) && Array.isArray(sent)) {
    const [first] = sent as unknown[];
    if (shown.length > 0 && sent.length === 0) return [`${at} is empty`];
    return shown.flatMap((one, index) => differences(one, first, `${at}[${String(index)}]`));
  }
  if (!isRecord(shown) || !isRecord(sent)) return [];
  return Object.entries(shown).flatMap(([name, value]) => {
    const path = at === '' ? name : `${at}.${name}`;
    return name in sent ? differences(value, sent[name], path) : [`${path} does not come`];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'an object';

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
