/** What a JSON schema of a document leaves unsaid about its fields. */

export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  /** A list: one schema for each place. */
  readonly items?: Schema | readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Field {
  readonly path: string;
  readonly schema: Schema;
}

/** All fields below a schema, with their paths. A reference is not followed: its target is a schema of its own. */
function fieldsOf({ properties = {}, items, additionalProperties, anyOf = [], oneOf = [], allOf = [] }: Schema, path: string): Field[] {
  const own = Object.entries(properties).map(([name, schema]) => ({ path: `${path}.${name}`, schema }));
  const places: readonly (readonly [string, Schema])[] = Array.isArray(items)
    ? (items as readonly Schema[]).map((one, at) => [`${path}[${String(at)}]`, one])
    : items === undefined
      ? []
      : [[`${path}[]`, items as Schema]];
  const others = typeof additionalProperties === 'object' ? [[`${path}[]`, additionalProperties] as const] : [];
  return [
    ...own.flatMap((field) => [field, ...fieldsOf(field.schema, field.path)]),
    ...[...places, ...others].flatMap(([at, schema]) => fieldsOf(schema, at)),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((one) => fieldsOf(one, path)),
  ];
}

/** Fields without a description. A reference has that of its target. */
export function undescribed(schema: Schema, path: string): string[] {
  return fieldsOf(schema, path)
    .filter((field) => field.schema.description === undefined && field.schema.$ref === undefined)
    .map((field) => field.path);
}

/** Units by the name of a field. */
const UNITS: readonly (readonly [name: RegExp, unit: RegExp])[] = [
  [/Us$/, /µs/],
  [/Ms$/, /\bms\b/],
  [/[bB]ytes$/, /bytes?\b/i],
  [/PerSecond$/, /per second/],
  [/^(?:(?:max)?[wW]idth|[hH]eight|left|top)$|Px$/, /\bpx\b/],
  [/^exposure$|^exposureMs$/, /\bms\b/],
  [/^gainDb$/, /\bdB\b/],
  [/umPerPixel$/, /µm/],
  [/^temperature$/, /°C/],
  [/[pP]ercent$/, /%|100 is/],
  [/^(?:fps|maxFps)$/, /per second|rate/],
];

/** Numbers whose name tells that they have a unit, and whose description does not name it. */
export function unmeasured(schema: Schema, path: string): string[] {
  return fieldsOf(schema, path).flatMap((field) => {
    const { type, description = '' } = field.schema;
    const name = field.path.split('.').at(-1) ?? '';
    const unit = isNumber(type) ? UNITS.find(([pattern]) => pattern.test(name))?.[1] : undefined;
    return unit && !unit.test(description) ? [`${field.path}: ${description}`] : [];
  });
}

/** Numbers that a client sends, without any limit. */
export function unlimited(schema: Schema, path: string): string[] {
  return fieldsOf(schema, path)
    .filter(({ schema: one }) => isNumber(one.type) && !isLimited(one))
    .map((field) => field.path);
}

const isNumber = (type: Schema['type']): boolean => [type].flat().some((one) => one === 'number' || one === 'integer');
const isLimited = (one: Schema): boolean =>
  one.enum !== undefined ||
  one.const !== undefined ||
  ((one.minimum ?? one.exclusiveMinimum) !== undefined && (one.maximum ?? one.exclusiveMaximum) !== undefined);
