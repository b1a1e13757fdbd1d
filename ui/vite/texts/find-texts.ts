import { parse as parseSvelte } from 'svelte/compiler';
import { parseSync } from 'vite';
import { hasWords, isCodeAttribute, isTextAttribute, isTextLike } from './text-like.ts';

/** A node of the syntax trees of Svelte and of TypeScript; both follow ESTree. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Text for people in a source file. `values` are the ranges of the expressions in its placeholders. */
export interface FoundText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly values: readonly (readonly [start: number, end: number])[];
  /** Tells equal English texts apart whose translations differ. */
  readonly meaning?: string;
  /** `explicit`: already an argument of `t`. */
  readonly place: 'script' | 'markup' | 'attribute' | 'explicit';
}

interface Around {
  /** The value is shown: a word in lower case is text too. */
  readonly isShown?: boolean;
}

/** Calls whose arguments are no text for people. */
const CODE_CALLS =
  /^(console\.\w+|reportFault|fetch|matchMedia|.*\.?(querySelector(All)?|closest|matches|(add|remove)EventListener|createElement\w*|(get|set|remove|has)Attribute|setProperty|getContext|startsWith|endsWith|includes|split|join|replace(All)?|match|test|get|has|indexOf|emit|on|off|once|request|ask|call|send|set|delete|append|localeCompare|toLocale\w+|mark|measure|DateTimeFormat|NumberFormat))$/;
const COMPARISONS = new Set(['===', '!==', '==', '!=', 'in', 'instanceof']);
const ERRORS = /^(Error|TypeError|RangeError|DOMException|URL|Worker|RegExp|Intl\..*)$/;
const WRAPPED_TYPES = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion']);
/** What Svelte collapses; a no-break space is part of the text. */
const SPACES = /[ \t\r\n]+/g;
const CODE_ELEMENTS = new Set(['script', 'style', 'code', 'pre', 'kbd']);

/** Every text for people in a component or module, in the order of the source. */
export function findTexts(source: string, file: string): FoundText[] {
  const finder = new Finder(source);
  if (file.endsWith('.svelte')) {
    const root = parseSvelte(source, { modern: true }) as unknown as Record<string, Node | null>;
    for (const part of ['module', 'instance']) if (root[part]) finder.visit(root[part]['content'] as Node, {});
    if (root['fragment']) finder.visit(root['fragment'], {});
  } else {
    const { program, errors } = parseSync(file, source);
    if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
    finder.visit(program as unknown as Node, {});
  }
  return finder.found.sort((one, other) => one.start - other.start);
}

class Finder {
  readonly found: FoundText[] = [];
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  visit(node: Node, around: Around): void {
    if (node.type.startsWith('TS') && !WRAPPED_TYPES.has(node.type)) return;
    switch (node.type) {
      case 'Literal':
        if (typeof node['value'] === 'string') this.#literal(node, node['value'], around);
        return;
      case 'TemplateLiteral':
        this.#template(node, around);
        return;
      case 'Fragment':
        this.#fragment(node['nodes'] as Node[], around);
        return;
      case 'Attribute':
        this.#attribute(node);
        return;
      case 'ImportDeclaration':
      case 'ImportExpression':
      case 'ExportAllDeclaration':
      case 'TaggedTemplateExpression':
      case 'StyleDirective':
      case 'Comment':
        return;
      case 'RegularElement':
        if (CODE_ELEMENTS.has(String(node['name']))) {
          for (const attribute of node['attributes'] as Node[]) this.visit(attribute, {});
          const { nodes } = node['fragment'] as { nodes: Node[] };
          for (const child of nodes) if (child.type !== 'Text') this.visit(child, {});
          return;
        }
        break;
      case 'CallExpression':
      case 'NewExpression':
        this.#call(node);
        return;
      case 'BinaryExpression':
        for (const side of [node['left'], node['right']] as Node[]) {
          if (!COMPARISONS.has(String(node['operator'])) || side.type !== 'Literal') this.visit(side, around);
        }
        return;
      case 'Property':
      case 'PropertyDefinition':
      case 'MethodDefinition':
        if (node['value']) this.visit(node['value'] as Node, around);
        return;
      case 'MemberExpression':
        this.visit(node['object'] as Node, {});
        if (node['computed'] && (node['property'] as Node).type !== 'Literal') this.visit(node['property'] as Node, around);
        return;
      case 'ConditionalExpression':
        this.visit(node['test'] as Node, {});
        for (const branch of [node['consequent'], node['alternate']] as Node[]) this.visit(branch, around);
        return;
      case 'LogicalExpression':
        this.visit(node['left'] as Node, node['operator'] === '&&' ? {} : around);
        this.visit(node['right'] as Node, around);
        return;
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'ObjectExpression':
        this.#children(node, {});
        return;
      case 'SwitchCase':
        for (const statement of node['consequent'] as Node[]) this.visit(statement, around);
        return;
      case 'EachBlock':
        for (const part of ['expression', 'body', 'fallback']) if (node[part]) this.visit(node[part] as Node, {});
        return;
    }
    this.#children(node, around);
  }

  #children(node: Node, around: Around): void {
    for (const [field, value] of Object.entries(node)) {
      if (field === 'parent' || field === 'typeAnnotation' || field === 'leadingComments' || field === 'trailingComments') continue;
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) this.visit(child, around);
    }
  }

  #literal(node: Node, text: string, { isShown }: Around): void {
    const isText = isShown ? hasWords(text) : isTextLike(text);
    if (isText) this.found.push({ text, start: node.start, end: node.end, values: [], place: 'script' });
  }

  #template(node: Node, { isShown }: Around): void {
    const values = node['expressions'] as Node[];
    const text = templateText(node);
    for (const value of values) this.visit(value, {});
    const isText = isShown ? hasWords(text) : isTextLike(text);
    if (!isText) return;
    // Parsers differ in where a part of a template ends; the expressions are between `${` and `}`.
    const ranges = values.map((value, at) => {
      const before = values[at - 1]?.end ?? node.start + 1;
      const opening = this.#source.lastIndexOf('${', value.start);
      const closing = this.#source.indexOf('}', value.end);
      return [Math.max(before, opening + 2), closing] as const;
    });
    this.found.push({ text, start: node.start, end: node.end, values: ranges, place: 'script' });
  }

  #call(node: Node): void {
    const name = this.#source.slice((node['callee'] as Node).start, (node['callee'] as Node).end);
    const [first, ...others] = node['arguments'] as Node[];
    if (node.type === 'NewExpression' && ERRORS.test(name)) return;
    this.visit(node['callee'] as Node, {});
    if (name === 't' && first) {
      if (first.type === 'Literal' && typeof first['value'] === 'string') {
        const meaning = others[1]?.['value'];
        const found = { text: first['value'], start: first.start, end: first.end, values: [], place: 'explicit' } as const;
        this.found.push(typeof meaning === 'string' ? { ...found, meaning } : found);
        others.length = Math.min(others.length, 1);
      } else this.visit(first, {});
      for (const argument of others) this.visit(argument, {});
      return;
    }
    const isCode = CODE_CALLS.test(name.replaceAll('?.', '.'));
    for (const argument of node['arguments'] as Node[]) {
      // `title={tooltip('record')}`: the argument is a name in code.
      if (!isCode || (argument.type !== 'Literal' && argument.type !== 'TemplateLiteral')) this.visit(argument, {});
    }
  }

  #attribute(node: Node): void {
    const name = String(node['name']);
    if (isCodeAttribute(name)) return;
    const value = node['value'] as Node | Node[] | true;
    if (value === true) return;
    const parts = Array.isArray(value) ? value : [value];
    const only = parts.length === 1 ? parts[0] : undefined;
    if (only?.type === 'ExpressionTag') {
      this.visit(only['expression'] as Node, { isShown: isTextAttribute(name) });
      return;
    }
    for (const part of parts) if (part.type === 'ExpressionTag') this.visit(part['expression'] as Node, { isShown: isTextAttribute(name) });
    const text = partsText(parts);
    const isText = isTextAttribute(name) ? hasWords(text) : isTextLike(text);
    if (!isText) return;
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last) return;
    const quotes = /["']/.test(this.#source.charAt(first.start - 1)) ? 1 : 0;
    this.found.push({ text, start: first.start - quotes, end: last.end + quotes, values: expressionRanges(parts), place: 'attribute' });
  }

  /** Neighbouring texts and expressions are one text with placeholders. */
  #fragment(nodes: readonly Node[], around: Around): void {
    let run: Node[] = [];
    const finish = (): void => {
      this.#run(run);
      run = [];
    };
    for (const node of nodes) {
      if (node.type === 'Text' || node.type === 'ExpressionTag') run.push(node);
      else {
        finish();
        this.visit(node, around);
      }
    }
    finish();
  }

  #run(nodes: readonly Node[]): void {
    for (const node of nodes) if (node.type === 'ExpressionTag') this.visit(node['expression'] as Node, { isShown: true });
    let run = [...nodes];
    const blank = (node: Node | undefined): boolean => node?.type === 'Text' && String(node['data']).replace(SPACES, '') === '';
    while (blank(run[0])) run = run.slice(1);
    while (blank(run.at(-1))) run = run.slice(0, -1);
    const text = partsText(run).replace(SPACES, ' ').replace(/^ | $/g, '');
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last || !hasWords(text)) return;
    const lead = first.type === 'Text' ? leading(this.#source.slice(first.start, first.end)) : 0;
    const tail = last.type === 'Text' ? trailing(this.#source.slice(last.start, last.end)) : 0;
    this.found.push({ text, start: first.start + lead, end: last.end - tail, values: expressionRanges(run), place: 'markup' });
  }
}

/** A text of several parts, with the expressions as placeholders. */
function partsText(parts: readonly Node[]): string {
  let count = 0;
  return parts.map((part) => (part.type === 'Text' ? String(part['data']) : `{${count++}}`)).join('');
}

function templateText(node: Node): string {
  const quasis = node['quasis'] as Node[];
  return quasis.map((quasi, at) => `${at === 0 ? '' : `{${at - 1}}`}${(quasi['value'] as { cooked: string }).cooked}`).join('');
}

function expressionRanges(parts: readonly Node[]): (readonly [number, number])[] {
  return parts.filter(({ type }) => type === 'ExpressionTag').map(({ start, end }) => [start + 1, end - 1] as const);
}

const leading = (text: string): number => /^[ \t\r\n]*/.exec(text)?.[0].length ?? 0;
const trailing = (text: string): number => /[ \t\r\n]*$/.exec(text)?.[0].length ?? 0;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
