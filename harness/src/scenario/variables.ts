/** Variables of a scenario: `${name}` in its texts. */
import type { FieldPath } from '../input/yaml-source.ts';

const REFERENCE = /\$(\$?)\{(\w+)\}/g;
const WHOLE = /^\$\{\w+\}$/;

export type Variables = Readonly<Record<string, string>>;

/** The content of a scenario in which the variables are replaced. */
export interface Substituted {
  readonly value: unknown;
  /** Texts that are one variable and nothing else: they may have to become numbers. */
  readonly whole: readonly FieldPath[];
  /** References to variables that do not exist. */
  readonly unknown: readonly { readonly path: FieldPath; readonly name: string }[];
}

export function substitute(content: unknown, vars: Variables): Substituted {
  const whole: FieldPath[] = [];
  const unknown: { path: FieldPath; name: string }[] = [];
  const replaced = (value: unknown, path: FieldPath): unknown => {
    if (typeof value === 'string') {
      if (WHOLE.test(value)) whole.push(path);
      return value.replace(REFERENCE, (text, escape: string, name: string) => {
        if (escape !== '') return text.slice(1);
        const found = Object.hasOwn(vars, name) ? vars[name] : undefined;
        if (found === undefined) unknown.push({ path, name });
        return found ?? text;
      });
    }
    if (Array.isArray(value)) return value.map((item, index) => replaced(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, path.length === 0 && key === 'vars' ? item : replaced(item, [...path, key])]),
    );
  };
  return { value: replaced(content, []), whole, unknown };
}

/** A text as the number or truth value that a field needs; undefined if it is none. */
export function converted(text: string, expected: string): number | boolean | undefined {
  if (expected === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (text.trim() === '' || !Number.isFinite(Number(text))) return undefined;
  return expected === 'number' || expected === 'int' ? Number(text) : undefined;
}
