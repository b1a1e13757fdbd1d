/**
 * The shape of an answer: names and types, not values. Values that tell success from failure count: booleans and codes.
 * Null fits everything, and lists of any length are equal.
 */

const CODE = /^(code|type|status|name)$/;

export function shapeOf(value: unknown, key = ''): unknown {
  if (value instanceof Uint8Array) return 'binary';
  if (Array.isArray(value)) return 'list';
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return CODE.test(key) ? value : 'text';
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner, name)]));
}

/** Fields of `recorded` that are missing or different in `seen`, and new ones, as paths. */
export function shapeDifferences(recorded: unknown, seen: unknown, path = ''): string[] {
  if (recorded === null || seen === null) return [];
  if (typeof recorded !== 'object' || typeof seen !== 'object') {
    return recorded === seen ? [] : [`${path || 'value'}: ${text(recorded)} was recorded, ${text(seen)} came`];
  }
  const [was, is] = [recorded as Record<string, unknown>, seen as Record<string, unknown>];
  const place = (name: string): string => (path === '' ? name : `${path}.${name}`);
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => {
    const isNull = (own(was, name) ?? null) === null && (own(is, name) ?? null) === null;
    if (isNull) return [];
    if (!Object.hasOwn(is, name)) return was[name] === null ? [] : [`${place(name)} is missing`];
    if (!Object.hasOwn(was, name)) return is[name] === null ? [] : [`${place(name)} is new`];
    return shapeDifferences(was[name], is[name], place(name));
  });
}

/** Fields may have names of the prototype. */
function own(shape: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

function text(shape: unknown): string {
  return typeof shape === 'string' ? shape : JSON.stringify(shape);
}
