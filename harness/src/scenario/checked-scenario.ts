/** A scenario that the schema accepts, and where its fields are in its file. */
import type { z } from 'zod';
import { oneLine } from '../input/one-line.ts';
import { fieldName, issuePath, type FieldPath } from '../input/yaml-source.ts';
import { scenarioSchema, type Scenario, type ScenarioInput } from './schema/scenario.ts';
import { converted, substitute, type Variables } from './variables.ts';

/** A mistake in a scenario. The message is one line: file, line, field, and what is wrong. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** Where a scenario comes from. */
export interface ScenarioOrigin {
  /** null: a caller's object. */
  readonly file: string | null;
  /** For relative paths. */
  readonly folder: string;
  /** From 1; undefined: unknown. */
  readonly line: (path: FieldPath) => number | undefined;
  readonly textOf: (path: FieldPath) => string | undefined;
}

export interface ScenarioChoices {
  readonly vars?: Variables;
  readonly seed?: number | undefined;
}

export interface CheckedScenario {
  readonly spec: Scenario;
  /** As it was written, with variables replaced. */
  readonly input: ScenarioInput;
  readonly name: string;
  readonly vars: Variables;
  readonly origin: ScenarioOrigin;
}

/** @throws {ScenarioError} */
export function checkScenario(content: unknown, origin: ScenarioOrigin, { vars = {}, seed }: ScenarioChoices = {}): CheckedScenario {
  const variables = variablesOf(content, vars);
  const { value, whole, problem } = substitute(content, variables);
  if (problem) throw mistake(origin, problem.path, problem.message);
  const spec = parsed(value, whole, origin);
  const name = spec.name ?? origin.file?.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '') ?? 'scenario';
  return { spec: { ...spec, seed: seed ?? spec.seed }, input: value as ScenarioInput, name, vars: variables, origin };
}

/** One line: `chat.yaml:4: crowds[0].viewers: …`. */
export function mistake({ file, line }: ScenarioOrigin, path: FieldPath, message: string): ScenarioError {
  const at = line(path);
  const place = file === null ? [] : [at === undefined ? file : `${file}:${at}`];
  const field = path.length === 0 ? [] : [fieldName(path)];
  return new ScenarioError([...place, ...field, oneLine(message)].join(': '));
}

function variablesOf(content: unknown, given: Variables): Variables {
  const declared = typeof content === 'object' && content !== null && 'vars' in content ? content.vars : undefined;
  // Other content of `vars` is refused by the schema.
  const defaults =
    typeof declared === 'object' && declared !== null ? Object.entries(declared).map(([name, value]) => [name, String(value)]) : [];
  const vars = Object.fromEntries(defaults) as Record<string, string>;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(vars, name)) continue;
    const known = Object.keys(vars);
    throw new ScenarioError(`--var ${name}: the scenario has ${known.length === 0 ? 'no variables' : `the variables ${known.join(', ')}`}`);
  }
  return { ...vars, ...given };
}

function parsed(value: unknown, whole: readonly FieldPath[], origin: ScenarioOrigin): Scenario {
  for (;;) {
    const result = scenarioSchema.safeParse(value);
    if (result.success) return result.data;
    if (result.error.issues.filter((issue) => convertVariable(value, whole, issue)).length > 0) continue;
    const [issue] = result.error.issues;
    if (!issue) throw mistake(origin, [], 'the scenario is invalid');
    throw mistake(origin, issuePath(issue), issue.code === 'unrecognized_keys' ? 'this field is unknown' : messageOf(issue));
  }
}

/** @returns whether a text became the number that the field needs */
function convertVariable(value: unknown, whole: readonly FieldPath[], issue: z.core.$ZodIssue): boolean {
  if (issue.code !== 'invalid_type' || !whole.some((path) => path.join('\0') === issue.path.join('\0'))) return false;
  const last = issue.path.at(-1);
  const parent = issue.path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], value);
  if (last === undefined || typeof parent !== 'object' || parent === null) return false;
  const text = (parent as Record<PropertyKey, unknown>)[last];
  const number = typeof text === 'string' ? converted(text, issue.expected) : undefined;
  if (number === undefined) return false;
  (parent as Record<PropertyKey, unknown>)[last] = number;
  return true;
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `at least ${String(issue.minimum)} is needed`;
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)} is possible`;
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) return `${articled(issue.expected)} is needed`;
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  boolean: 'true or false',
};

function articled(expected: string): string {
  return TYPES[expected] ?? `a value of type ${expected}`;
}
