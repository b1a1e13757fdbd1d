/** JSON schemas as words for the tables of the reference. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly default?: unknown;
}

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

/** The type with its limits: "integer, 1 to 500". */
export function typeWords(schema: JsonSchema): string {
  const { $ref, enum: values, anyOf, oneOf, allOf, items, type } = schema;
  if ($ref !== undefined) return $ref.split('/').at(-1) ?? '';
  if (schema.const !== undefined) return `\`${literal(schema.const)}\``;
  if (values) return values.map((value) => `\`${literal(value)}\``).join(', ');
  const either = anyOf ?? oneOf;
  if (either) return [...new Set(either.map(typeWords))].join(' or ');
  if (allOf) return allOf.map(typeWords).join(' and ');
  if (items) return `list of ${typeWords(items)}${range(schema.minItems, schema.maxItems, ' items')}`;
  const name = typeof type === 'string' ? type : (type ?? ['any']).join(' or ');
  const limits = name === 'string' ? range(schema.minLength, schema.maxLength, ' characters') : range(schema.minimum, schema.maximum, '');
  return `${name}${schema.format === undefined ? '' : ` (${schema.format})`}${limits}`;
}

const literal = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function range(min: number | undefined, max: number | undefined, unit: string): string {
  const [least, most] = [bounded(min), bounded(max)];
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}${unit}`;
  if (most !== undefined) return `, at most ${most}${unit}`;
  return least !== undefined && least !== 0 ? `, at least ${least}${unit}` : '';
}

const bounded = (limit: number | undefined): number | undefined => (limit === undefined || Math.abs(limit) >= MAX_SAFE ? undefined : limit);

/** One row per field of an object: its name, whether it may be missing, its type and its description. */
export function fieldRows(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): string[] {
  const { properties = {}, required = [] } = resolved(schema, schemas);
  return Object.entries(properties).map(([name, field]) => {
    const about = field.description ?? resolved(field, schemas).description ?? '';
    return row(`\`${name}${required.includes(name) ? '' : '?'}\``, typeWords(field), about);
  });
}

export function resolved(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (schemas[name] ?? schema);
}

/** A row of a table. */
export const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => inCell(cell)).join(' | ')} |`;

const inCell = (text: string): string => plain(text).replaceAll('|', '\\|').replaceAll('\n', ' ').trim();

/** Markdown without HTML: what looks like a tag outside code is text. */
export function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;').replaceAll('{{', '{ {') : part))
    .join('');
}

export function table(head: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return '';
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
}

/** Blocks with an empty line between them, without those that are empty. */
export const page = (...blocks: readonly (string | readonly string[])[]): string =>
  `${blocks
    .flat()
    .filter((block) => block !== '')
    .join('\n\n')}\n`;

/** JSON in one line while it is short. */
export function json(value: unknown): string {
  const short = JSON.stringify(value);
  return `\`\`\`json\n${short.length <= 100 ? short : JSON.stringify(value, null, 2)}\n\`\`\``;
}

export const GENERATED = '<!-- Generated from the code: change it there, then run `npm run reference`. -->';
