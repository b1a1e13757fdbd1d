/** A YAML or JSON text whose values are found again by line and column, for messages about mistakes. */
import { isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document, type Node, type YAMLMap } from 'yaml';
import type { z } from 'zod';
import { oneLine } from './one-line.ts';

/** Far more than a file needs, and far less than memory and stack can hold. A mapping takes two steps of a path. */
const VALUES_MAX = 250_000;
const PATH_MAX = 400;
/** Each takes time in proportion to their number. */
const ALIASES_MAX = 1000;
const TOO_DEEP = 'the content is nested too deeply';

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
    try {
      // Its own check of keys takes time in proportion to their square.
      this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: false });
    } catch (problem) {
      this.#document = parseDocument('');
      this.broken = { line: 1, column: 1, message: parserMessage((problem as Error).message) };
      return;
    }
    // A tag that is not known is a warning.
    const [error] = [...this.#document.errors, ...this.#document.warnings];
    const mistake = error ? { offset: error.pos[0], message: parserMessage(error.message) } : this.#mistake();
    if (mistake) {
      this.broken = { ...this.#at(mistake.offset), message: mistake.message };
      return;
    }
    const value: unknown = this.#document.toJS({ maxAliasCount: -1 });
    if (hasAtMost(value, VALUES_MAX)) this.value = value;
    else this.broken = { ...this.#at(this.#firstAlias()), message: `the content has more than ${VALUES_MAX} values` };
  }

  /** The first mistake that the parser does not look for. */
  #mistake(): Mistake | undefined {
    const anchors = new Map<string, Node>();
    let aliases = 0;
    let found: Mistake | undefined;
    const problemOf = (node: Node, path: readonly unknown[]): { readonly at?: unknown; readonly message: string } | undefined => {
      if (path.length > PATH_MAX) return { message: TOO_DEEP };
      if (isMap(node)) return repeatedKey(node);
      if (!isAlias(node)) return undefined;
      aliases += 1;
      const target = anchors.get(node.source);
      if (!target) return { message: `there is no anchor &${oneLine(node.source)} before this alias` };
      if (path.includes(target)) return { message: `*${oneLine(node.source)} contains itself` };
      return aliases > ALIASES_MAX ? { message: `there are more than ${ALIASES_MAX} aliases` } : undefined;
    };
    visit(this.#document, {
      Node: (_key, node, path) => {
        const problem = problemOf(node, path);
        if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
        if (!problem) return undefined;
        const { at = node, message } = problem;
        found = { offset: offsetOf(at), message };
        return visit.BREAK;
      },
    });
    return found;
  }

  /** Repeated content is what makes a short file long. */
  #firstAlias(): number {
    let offset = 0;
    visit(this.#document, {
      Alias: (_key, node) => {
        offset = offsetOf(node);
        return visit.BREAK;
      },
    });
    return offset;
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

interface Mistake {
  readonly offset: number;
  readonly message: string;
}

/** Very deep nesting exhausts the stack of the parser. Some messages name its functions. */
function parserMessage(message: string): string {
  if (message.includes('call stack')) return TOO_DEEP;
  if (message.includes('multiple documents')) return 'the file has more than one document';
  return oneLine(message.split('\n')[0] ?? '');
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function repeatedKey({ items }: YAMLMap): { readonly at: unknown; readonly message: string } | undefined {
  const names = new Set<unknown>();
  for (const { key } of items) {
    const name = isScalar(key) ? key.value : key;
    if (names.has(name)) return { at: key, message: `the key ${oneLine(String(name))} is there twice` };
    names.add(name);
  }
  return undefined;
}

/** Counts values as often as they are repeated. */
function hasAtMost(value: unknown, max: number): boolean {
  let left = max;
  const count = (each: unknown): boolean => {
    left -= 1;
    return left >= 0 && (typeof each !== 'object' || each === null || Object.values(each).every(count));
  };
  return count(value);
}

/** The field that an issue of zod is about. */
export function issuePath(issue: z.core.$ZodIssue): FieldPath {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  return unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
}

/** `rules[1].every`; empty for the whole file. */
export function fieldName(path: FieldPath): string {
  const name = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return oneLine(name);
}
