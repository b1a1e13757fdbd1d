/** A YAML or JSON text whose values are found again by line and column, for messages about mistakes. */
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';

export type FieldPath = readonly PropertyKey[];

export interface Position {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export class YamlSource {
  /** undefined if the text is broken; null if it is empty. */
  readonly value: unknown;
  /** The first mistake of the text itself. */
  readonly broken: (Position & { readonly message: string }) | undefined;
  readonly #text: string;
  readonly #document: Document;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.#text = text;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: true });
    const [error] = this.#document.errors;
    if (error) {
      this.broken = { ...this.#at(error.pos[0]), message: error.message.split('\n')[0] ?? 'invalid YAML' };
      return;
    }
    try {
      this.value = this.#document.toJS({ maxAliasCount: 100 });
    } catch (problem) {
      this.broken = { line: 1, column: 1, message: (problem as Error).message };
    }
  }

  /** Of the field, or of the nearest field around it that the text contains. */
  position(path: FieldPath): Position {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = this.#offset(path.slice(0, length));
      if (offset !== undefined) return this.#at(offset);
    }
    return this.#at(0);
  }

  /** The text of a field as it is written. */
  textOf(path: FieldPath): string | undefined {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    return isNode(node) && node.range ? this.#text.slice(node.range[0], node.range[1]).trim() : undefined;
  }

  #offset(path: FieldPath): number | undefined {
    const parent = path.length === 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    const last = path.at(-1);
    const key = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last))?.key : undefined;
    const found = isNode(key) ? key : this.#document.getIn(path, true);
    return isNode(found) ? found.range?.[0] : undefined;
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

/** The field that an issue of zod is about. */
export function issuePath(issue: z.core.$ZodIssue): FieldPath {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  return unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
}

/** `rules[1].every`; empty for the whole file. */
export function fieldName(path: FieldPath): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
