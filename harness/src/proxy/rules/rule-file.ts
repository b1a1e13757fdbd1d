/** Reads a rule file (YAML or JSON) and names the place of the first mistake. */
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { ruleFileSchema, type RuleFileInput } from './schema.ts';

export class RuleFileError extends Error {
  override readonly name = 'RuleFileError';
}

/** @throws {RuleFileError} with one line: file, line, column, field and what is wrong */
export function readRuleFile(text: string, fileName: string): RuleFileInput {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = (offset: number, message: string): never => {
    const { line, col } = lines.linePos(offset);
    throw new RuleFileError(`${fileName}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`);
  };
  const [broken] = document.errors;
  if (broken) return fail(broken.pos[0], broken.message);
  const content: unknown = read(document, (message) => fail(0, message));
  const checked = ruleFileSchema.safeParse(content);
  const [issue] = checked.error?.issues ?? [];
  if (!issue) return content as RuleFileInput;
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
  return fail(offsetOf(document, path), `${fieldName(path)}${messageOf(issue)}`);
}

function read(document: Document, fail: (message: string) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return fail((error as Error).message);
  }
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? 'this field is unknown' : issue.message;
}

/** `rules[1].every: `. */
function fieldName(path: readonly PropertyKey[]): string {
  const name = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return name === '' ? '' : `${name.replace(/^\./, '')}: `;
}

/** The offset of the field, or of the nearest thing around it that is in the file. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const key = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === last)?.key : undefined;
  const found = isNode(key) ? key : document.getIn(path, true);
  if (isNode(found) && found.range) return found.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}
