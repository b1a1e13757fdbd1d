/** Variables of a scenario: `${name}` in its texts. */
import type { FieldPath } from '../input/yaml-source.ts';

const REFERENCE = /\$(\$?)\{(\w+)\}/g;
const WHOLE = /^\$\{\w+\}$/;

const DEPTH_MAX = 200;
/** Levels of such a path that are named. */
const NAMED_DEPTH = 3;
/** Values of variables in the texts, all together. */
const ADDED_MAX_CHARS = 16_000_000;

export type Variables = Readonly<Record<string, string>>;

/** The content of a scenario in which the variables are replaced. */
export interface Substituted {
  readonly value: unknown;
  /** Texts that are one variable and nothing else: they may have to become numbers. */
  readonly whole: readonly FieldPath[];
  /** The first mistake. */
  readonly problem: { readonly path: FieldPath; readonly message: string } | undefined;
}

export function substitute(content: unknown, vars: Variables): Substituted {
  const whole: FieldPath[] = [];
  let problem: Substituted['problem'];
  let addedChars = 0;
  const replacedText = (text: string, path: FieldPath): string => {
    if (WHOLE.test(text)) whole.push(path);
    return text.replace(REFERENCE, (reference, escape: string, name: string) => {
      if (escape !== '') return reference.slice(1);
      const found = Object.hasOwn(vars, name) ? vars[name] : undefined;
      if (found === undefined) problem ??= { path, message: `there is no variable ${name}` };
      addedChars += found?.length ?? 0;
      if (addedChars > ADDED_MAX_CHARS) problem ??= { path, message: `the variables have more than ${ADDED_MAX_CHARS} characters in all` };
      return problem ? '' : (found ?? '');
    });
  };
  const replaced = (value: unknown, path: FieldPath): unknown => {
    if (path.length > DEPTH_MAX) problem ??= { path: path.slice(0, NAMED_DEPTH), message: 'the content is nested too deeply' };
    if (problem) return undefined;
    if (typeof value === 'string') return replacedText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => replaced(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, path.length === 0 && key === 'vars' ? item : replaced(item, [...path, key])]),
    );
  };
  return { value: replaced(content, []), whole, problem };
}

/** A text as the number or truth value that a field needs; undefined if it is none. */
export function converted(text: string, expected: string): number | boolean | undefined {
  if (expected === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (text.trim() === '' || !Number.isFinite(Number(text))) return undefined;
  return expected === 'number' || expected === 'int' ? Number(text) : undefined;
}
