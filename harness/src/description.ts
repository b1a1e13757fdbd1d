/** Options from a YAML or JSON file and from flags, and the place of each in error messages. */
import { readFileSync } from 'node:fs';
import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { ArgumentError } from './arguments.ts';

const FILE_MAX_BYTES = 1024 * 1024;

type Path = readonly PropertyKey[];

export class Description {
  readonly value: Readonly<Record<string, unknown>>;
  readonly #place: (path: Path) => string;

  constructor(value: Readonly<Record<string, unknown>>, place: (path: Path) => string) {
    this.value = value;
    this.#place = place;
  }

  /** @throws {ArgumentError} if the file is no YAML or JSON mapping */
  static read(file: string): Description {
    const text = readText(file);
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const [error] = document.errors;
    if (error) throw new ArgumentError(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0] ?? 'invalid YAML'}`);
    const value: unknown = document.contents === null ? {} : document.toJS({ maxAliasCount: 100 });
    if (!isRecord(value)) throw new ArgumentError(`${file}:1: a mapping of options is needed`);
    return new Description(value, (path) => [`${file}:${lineOf(document, lines, path)}`, ...fieldOf(path)].join(': '));
  }

  /** Flags take precedence over the fields of the file. `flags`: a flag and the value of each field. */
  with(flags: ReadonlyMap<string, { readonly flag: string; readonly value: unknown }>): Description {
    const values = Object.fromEntries([...flags].map(([field, { value }]) => [field, value]));
    const place = (path: Path): string => {
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
    if (issue.code === 'unrecognized_keys') {
      const [key = ''] = issue.keys;
      throw this.problem([...issue.path, key], 'there is no such option');
    }
    const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
    throw this.problem(issue.path, inner?.message ?? issue.message);
  }

  problem(path: Path, message: string): ArgumentError {
    return new ArgumentError(`${this.#place(path)}: ${message}`);
  }
}

/** Without a file. */
export const NO_DESCRIPTION = new Description({}, (path) => ['options', ...fieldOf(path)].join(': '));

function fieldOf(path: Path): string[] {
  return path.length === 0 ? [] : [path.map(String).join('.')];
}

function readText(file: string): string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > FILE_MAX_BYTES) throw new ArgumentError(`${file}: a description has at most ${FILE_MAX_BYTES} bytes`);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    throw new ArgumentError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The line of a field: of its key, or of the nearest field around it that the file contains. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isNode(key) && String(key) === String(last)) : undefined;
    const node = isNode(pair?.key) ? pair.key : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
