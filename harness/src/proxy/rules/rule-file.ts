/** Reads a rule file (YAML or JSON) and names the place of the first mistake. */
import { fieldName, issuePath, YamlSource, type Position } from '../../input/yaml-source.ts';
import { ruleFileSchema, type RuleFileInput } from './schema.ts';

export class RuleFileError extends Error {
  override readonly name = 'RuleFileError';
}

/** @throws {RuleFileError} with one line: file, line, column, field and what is wrong */
export function readRuleFile(text: string, fileName: string): RuleFileInput {
  const source = new YamlSource(text);
  const fail = ({ line, column }: Position, message: string): never => {
    throw new RuleFileError(`${fileName}:${line}:${column}: ${message}`);
  };
  if (source.broken) return fail(source.broken, source.broken.message);
  const checked = ruleFileSchema.safeParse(source.value);
  const [issue] = checked.error?.issues ?? [];
  if (!issue) return source.value as RuleFileInput;
  const path = issuePath(issue);
  const field = path.length === 0 ? '' : `${fieldName(path)}: `;
  const message = issue.code === 'unrecognized_keys' ? 'this field is unknown' : issue.message;
  return fail(source.position(path), `${field}${message}`);
}
