/** Removes secrets before they are recorded: what a client proves itself with, and what a server gives it for that. */
import { parsedJson } from '../input/parsed-json.ts';

export const REDACTED = '[redacted]';

/** Names of fields and query parameters. `token_type` is none. */
const SECRET = /(^|[-_a-z])(tokens?|secret|password|passwd|api[-_]?key|jwt|authori[sz]ation|cookies?|credentials?)$|(^|[-_])pass$/i;
/** Further names of query parameters. */
const SECRET_PARAMETER = /^(auth|sid|key|sig|code|share|session|access)$|signature$/i;
/** Addresses are without spaces and quotes. */
const WORD = /[^\s"'<>]+/g;
const CONNECT = /^(40(?:\/[^,]*,)?)(\{.*)$/s;
/** Of a response. All others stay out of the recording, above all cookies. */
const KEPT_HEADERS: ReadonlySet<string> = new Set([
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-range',
  'content-security-policy',
  'content-type',
  'etag',
  'last-modified',
  'location',
  'retry-after',
  'vary',
  'x-content-type-options',
]);

/** The text of a Socket.IO CONNECT packet, with each value of its payload replaced. Other texts are returned as they are. */
export function redactedConnect(text: Buffer): Buffer {
  const [, head, payload] = CONNECT.exec(text.toString('utf8')) ?? [];
  if (head === undefined || payload === undefined) return text;
  const auth = parsedJson(payload);
  const fields = typeof auth === 'object' && auth !== null ? Object.keys(auth).map((key) => [key, REDACTED]) : [];
  return Buffer.from(`${head}${JSON.stringify(Object.fromEntries(fields))}`);
}

/** Of a request, or an address: secret values of the query, and what follows #, are replaced. */
export function redactedPath(path: string): string {
  const end = path.indexOf('#');
  if (end !== -1 && end < path.length - 1) return `${redactedPath(path.slice(0, end))}#${REDACTED}`;
  return path.replaceAll(/(?<=[?&])[^?&]+/g, (field) => redactedField(field));
}

export function keptHeaders(raw: readonly string[]): { name: string; value: string }[] {
  const kept = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    if (KEPT_HEADERS.has(name)) kept.push({ name, value: name === 'location' ? redactedPath(raw[at + 1] ?? '') : (raw[at + 1] ?? '') });
  }
  return kept;
}

/** JSON with the values of secret fields replaced; what is no JSON is returned as it is. */
export function redactedJson(body: Buffer): Buffer {
  const value = parsedJson(body.toString('utf8'));
  if (value === undefined) return body;
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (SECRET.test(key) && inner !== null && typeof inner !== 'boolean') return REDACTED;
    return typeof inner === 'string' ? redactedText(inner) : inner;
  });
  return Buffer.from(text);
}

/** A text that may contain addresses. */
function redactedText(text: string): string {
  if (!/[?&#]/.test(text)) return text;
  return text.replaceAll(WORD, (word) => (word.includes('/') || word.includes('?') ? redactedPath(word) : word));
}

function redactedField(field: string): string {
  const [name = ''] = field.split('=');
  return SECRET.test(decoded(name)) || SECRET_PARAMETER.test(decoded(name)) ? `${name}=${REDACTED}` : field;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
