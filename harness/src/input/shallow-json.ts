/** JSON of the other end. Values that are nested too deeply for recursive functions count as unreadable. */

/** Far more than messages need, and far less than the stack can hold. */
const DEPTH_MAX = 200;

/** @returns undefined if the text is no JSON, or is nested too deeply */
export function parseShallow(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isShallow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Binary values count as flat. */
export function isShallow(value: unknown, depth = DEPTH_MAX): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
