/** What one Markdown page contains that can be wrong: its links, its anchors and the words of its code. */
import { slug } from '@eyepiece/manual/slug';
import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';

export interface Page {
  /** Targets of links and images, as written. */
  readonly links: readonly string[];
  /** Ids of the headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** Words of inline code and of code blocks: file names may be among them. */
  readonly codeWords: readonly string[];
  /** Names under which readers save blocks of the page: `file=NAME` behind the language. */
  readonly saved: ReadonlySet<string>;
}

const markdown = new MarkdownIt({ html: true });

export function readPage(text: string): Page {
  const tokens = markdown.parse(text, {});
  const inner = tokens.flatMap((token) => [token, ...(token.children ?? [])]);
  return {
    links: inner.flatMap(linksOf),
    anchors: anchorsOf(tokens),
    codeWords: inner.filter(({ type }) => ['code_inline', 'code_block', 'fence'].includes(type)).flatMap(({ content }) => wordsOf(content)),
    saved: new Set(tokens.flatMap(({ type, info }) => (type === 'fence' ? (/\bfile=(\S+)/.exec(info)?.[1] ?? []) : []))),
  };
}

function linksOf(token: Token): string[] {
  if (token.type === 'link_open') return [String(token.attrGet('href'))];
  if (token.type === 'image') return [String(token.attrGet('src'))];
  if (!token.type.startsWith('html_')) return [];
  return [...token.content.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, target = '']) => target);
}

function anchorsOf(tokens: readonly Token[]): Set<string> {
  const anchors = new Set<string>();
  for (const [index, { type }] of tokens.entries()) {
    if (type !== 'heading_open') continue;
    const words = tokens[index + 1]?.children ?? [];
    anchors.add(unused(slug(words.map(({ content }) => content).join('')), anchors));
  }
  return anchors;
}

function unused(anchor: string, taken: ReadonlySet<string>): string {
  let candidate = anchor;
  for (let count = 1; taken.has(candidate); count += 1) candidate = `${anchor}-${count}`;
  return candidate;
}

function wordsOf(code: string): string[] {
  return code
    .split(/[\s,;()"'`]+/)
    .map((word) => word.replace(/[.:]+$/, ''))
    .filter((word) => word !== '');
}
