/** The names of captures: templates, their checks, and the name that a template gives. */
import { z } from 'zod';
import { byteLength, cutToBytes, UNSAFE_CHARACTERS, WINDOWS_DEVICE } from './file-names.ts';

export const DEFAULT_NAME_TEMPLATE = '{session}/{yyyy}-{MM}-{dd}/{camera}_{yyyy}{MM}{dd}T{HH}{mm}{ss}.{SSS}Z_{seq:04}{_label?}.{ext}';

/** Length of a template, bytes of UTF-8. */
export const NAME_TEMPLATE_BYTES_MAX = 255;
/** Parts of a name: folders and the file. */
export const NAME_PARTS_MAX = 5;
/** Length of a part of a name, bytes of UTF-8. With `_1234567` and the `.json` of a sidecar, archives take it unchanged. */
export const NAME_PART_BYTES_MAX = 180;

/** Longer values are cut, so that a long label does not displace the rest of the name. */
const VALUE_BYTES_MAX = 120;

/** What a name is made of. */
export interface NameValues {
  /** Title; absent outside a session. */
  readonly session?: string | undefined;
  readonly camera: string;
  readonly person?: string | undefined;
  readonly label?: string | undefined;
  /** µs since the epoch. */
  readonly capturedAtUs: number;
  /** Number of the capture in its session, or of the camera's day in UTC; from 1. */
  readonly seq: number;
  /** Without the dot: `ome.tif`. */
  readonly ext: string;
}

type Field = (values: NameValues) => string;

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
const dateField =
  (digits: number, part: (date: Date) => number): Field =>
  ({ capturedAtUs }) =>
    padded(part(new Date(capturedAtUs / 1000)), digits);

/** The fields of a template and what they stand for. Dates are UTC. */
export const NAME_FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['session', ({ session }) => session ?? ''],
  ['camera', ({ camera }) => camera],
  ['person', ({ person }) => person ?? ''],
  ['yyyy', dateField(4, (date) => date.getUTCFullYear())],
  ['MM', dateField(2, (date) => date.getUTCMonth() + 1)],
  ['dd', dateField(2, (date) => date.getUTCDate())],
  ['HH', dateField(2, (date) => date.getUTCHours())],
  ['mm', dateField(2, (date) => date.getUTCMinutes())],
  ['ss', dateField(2, (date) => date.getUTCSeconds())],
  ['SSS', dateField(3, (date) => date.getUTCMilliseconds())],
  ['seq', ({ seq }) => String(seq)],
  ['label', ({ label }) => label ?? ''],
  ['_label?', ({ label }) => (label === undefined || label === '' ? '' : `_${label}`)],
  ['ext', ({ ext }) => ext],
]);
const FIELD_LIST = [...NAME_FIELDS.keys()].map((name) => (name === 'seq' ? '{seq:04}' : `{${name}}`)).join(' ');

const PLACEHOLDER = /\{([^{}]*)\}/g;
const NUMBERED = /^seq:0([1-9])$/;
const ENDING = '.{ext}';
const HALF_CHARACTER = /\p{Cs}/u;

/** Says why a template cannot be used; undefined if it can. */
export function nameTemplateFault(template: string): string | undefined {
  const bytes = byteLength(template);
  if (bytes > NAME_TEMPLATE_BYTES_MAX) return `has ${String(bytes)} bytes in UTF-8; at most ${String(NAME_TEMPLATE_BYTES_MAX)} are allowed`;
  const unknown = [...template.matchAll(PLACEHOLDER)].find(([, name = '']) => !NAME_FIELDS.has(name) && !NUMBERED.test(name));
  if (unknown) return `has no field ${unknown[0]}; the fields are ${FIELD_LIST}`;
  const literal = template.replaceAll(PLACEHOLDER, 'x');
  if (/[{}]/.test(literal)) return 'has a brace without its counterpart';
  if (literal.includes('\\')) return 'contains "\\": separate folders with "/"';
  const unsafe = literal.match(UNSAFE_CHARACTERS)?.[0];
  if (unsafe !== undefined) return `contains ${shown(unsafe)}, which file names cannot have`;
  if (HALF_CHARACTER.test(literal)) return 'contains half a character';
  if (literal.startsWith('/')) return 'starts with "/": names are relative';
  if (!template.endsWith(ENDING)) return `must end with ${ENDING}`;
  return partsFault(literal.split('/'));
}

/** The fault of a template as a sentence. */
export function nameTemplateProblem(template: string): string | undefined {
  const fault = nameTemplateFault(template);
  return fault === undefined ? undefined : `The name ${fault}.`;
}

function partsFault(parts: readonly string[]): string | undefined {
  if (parts.length > NAME_PARTS_MAX) return `has ${String(parts.length)} parts; at most ${String(NAME_PARTS_MAX)} are allowed`;
  for (const part of parts) {
    if (part.trim() === '') return 'has an empty folder name';
    if (/^\.+$/.test(part)) return `has the folder "${part}": names stay inside the library`;
    if (/^[. ]|[. ]$/.test(part)) return `has the part "${part}", which starts or ends with a dot or a space`;
    if (WINDOWS_DEVICE.test(part)) return `has the part "${part}", which is a device name of Windows`;
  }
  return undefined;
}

function shown(character: string): string {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character))
    return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return `"${character}"`;
}

export const nameTemplateSchema = z
  .string()
  .superRefine((template, context) => {
    const fault = nameTemplateFault(template);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .meta({ description: `Template for the name of the capture; default: ${DEFAULT_NAME_TEMPLATE}` });

/** Whether names of this template need the number of the capture. */
export function usesNumber(template: string): boolean {
  return /\{seq[:}]/.test(template);
}

/**
 * The name that a valid template gives: a relative path with forward slashes, safe on all operating systems. Values are
 * cleaned and shortened so that every part has at most NAME_PART_BYTES_MAX bytes; empty folders are left out.
 */
export function captureName(template: string, values: NameValues): string {
  const stem = template.slice(0, -ENDING.length);
  const parts = stem.split('/').map((part) => part.replaceAll(PLACEHOLDER, (_, name: string) => cleaned(valueOf(name, values))));
  const file = parts.pop() ?? '';
  const ending = `.${values.ext}`;
  const folders = parts.map((part) => safePart(part, NAME_PART_BYTES_MAX)).filter((part) => part !== '');
  const name = safePart(file, NAME_PART_BYTES_MAX - byteLength(ending));
  return [...folders, `${name === '' ? 'capture' : name}${ending}`].join('/');
}

function valueOf(name: string, values: NameValues): string {
  const digits = NUMBERED.exec(name)?.[1];
  return digits === undefined ? (NAME_FIELDS.get(name)?.(values) ?? '') : padded(values.seq, Number(digits));
}

/** A value in a part: no separators, and no character that file names cannot have. */
function cleaned(value: string): string {
  const safe = value.replaceAll(new RegExp(HALF_CHARACTER, 'gu'), '\ufffd').replaceAll(/[/\\]/g, '_').replaceAll(UNSAFE_CHARACTERS, '_');
  return cutToBytes(safe, VALUE_BYTES_MAX);
}

function safePart(part: string, maxBytes: number): string {
  const trimmed = withoutEnds(part.normalize('NFC'));
  const named = WINDOWS_DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
  return withoutEnds(cutToBytes(named, maxBytes));
}

/** Windows drops dots and spaces at the end of a name; a dot at the start hides it elsewhere. */
function withoutEnds(part: string): string {
  return part.replace(/^[. ]+/, '').replace(/[. ]+$/, '');
}
