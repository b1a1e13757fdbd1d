/** Options from a YAML or JSON file and from flags, and the place of each in error messages. */
import type { z } from 'zod';
import { ArgumentError } from './arguments.ts';
import { oneLine } from './one-line.ts';
import { namedByArgument, readTextFile } from './text-file.ts';
import { issuePath, YamlSource, type FieldPath } from './yaml-source.ts';

const FILE_MAX_BYTES = 1024 * 1024;

export class Description {
  readonly value: Readonly<Record<string, unknown>>;
  readonly #place: (path: FieldPath) => string;

  constructor(value: Readonly<Record<string, unknown>>, place: (path: FieldPath) => string) {
    this.value = value;
    this.#place = place;
  }

  /** @throws {ArgumentError} if the file is no YAML or JSON mapping */
  static read(file: string): Description {
    const text = namedByArgument(() => readTextFile(file, FILE_MAX_BYTES));
    const source = new YamlSource(text);
    if (source.broken) throw new ArgumentError(`${file}:${source.broken.line}: ${source.broken.message}`);
    const value = source.value ?? {};
    if (!isRecord(value)) throw new ArgumentError(`${file}:1: a mapping of options is needed`);
    return new Description(value, (path) => [`${file}:${source.position(path).line}`, ...fieldOf(path)].join(': '));
  }

  /** Flags take precedence over the fields of the file. `flags`: a flag and the value of each field. */
  with(flags: ReadonlyMap<string, { readonly flag: string; readonly value: unknown }>): Description {
    const values = Object.fromEntries([...flags].map(([field, { value }]) => [field, value]));
    const place = (path: FieldPath): string => {
      const flag = flags.get(String(path[0]))?.flag;
      return flag === undefined ? this.#place(path) : [flag, ...fieldOf(path.slice(1))].join(': ');
    };
    return new Description({ ...this.value, ...values }, place);
  }

  /** @throws {ArgumentError} that names the place and the field of the first problem */
  check<S extends z.ZodType>(schema: S): z.output<S> {
    const result = schema.safeParse(this.value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    if (!issue) throw new ArgumentError('the options are invalid');
    if (issue.code === 'unrecognized_keys') throw this.problem(issuePath(issue), 'there is no such option');
    const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
    throw this.problem(issue.path, inner?.message ?? issue.message);
  }

  problem(path: FieldPath, message: string): ArgumentError {
    return new ArgumentError(`${this.#place(path)}: ${message}`);
  }
}

/** Without a file. */
export const NO_DESCRIPTION = new Description({}, (path) => ['options', ...fieldOf(path)].join(': '));

function fieldOf(path: FieldPath): string[] {
  return path.length === 0 ? [] : [oneLine(path.map(String).join('.'))];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
