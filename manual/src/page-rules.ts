/** What the Markdown of `docs` needs to become a page of the manual. GitHub shows the same files without it. */
import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { PROGRAMS } from './programs.ts';

type State = Parameters<Parameters<MarkdownRenderer['core']['ruler']['push']>[1]>[0];
type Token = State['tokens'][number];

const INDEXES = ['index.md', 'README.md'];

export function pageRules(md: MarkdownRenderer, docs: string): void {
  const { escapeHtml } = md.utils;
  md.core.ruler.push('diagrams', ({ tokens }) => {
    for (const token of tokens) {
      if (token.type !== 'fence' || token.info.trim() !== 'mermaid') continue;
      token.type = 'html_block';
      token.content = `<Diagram source="${escapeHtml(encodeURIComponent(token.content))}" />\n`;
    }
  });
  md.core.ruler.push('examples_that_are_not_run', (state) => {
    state.tokens = state.tokens.flatMap((token) => {
      const reason = token.type === 'fence' && /\bno-run=([\w-]+)/.exec(token.info)?.[1];
      if (!reason) return [token];
      const note = new state.Token('html_block', '', 0);
      note.content = `<p class="not-run">Not run by the tests: ${reason.replaceAll('-', ' ')}</p>\n`;
      return [token, note];
    });
  });
  md.core.ruler.push('links_beyond_the_manual', (state) => {
    const { path } = state.env as { path: string };
    for (const { children } of state.tokens) adaptLinks(children ?? [], path, docs, escapeHtml);
  });
}

/** Links to folders lead to their page, those to programs to the file. Files that the manual does not have are only named. */
function adaptLinks(tokens: readonly Token[], page: string, docs: string, escapeHtml: (text: string) => string): void {
  let named = false;
  for (const token of tokens) {
    if (token.type === 'link_close' && named) {
      Object.assign(token, { type: 'html_inline', content: '</span>' });
      named = false;
    }
    if (token.type !== 'link_open') continue;
    const href = String(token.attrGet('href') ?? '');
    if (href === '' || href.startsWith('#') || /^[a-z][a-z+.-]*:/i.test(href)) continue;
    const [file = '', anchor] = href.split('#');
    const target = pageOf(resolve(dirname(page), decodeURIComponent(file)));
    const inDocs = relative(docs, target);
    if (inDocs.startsWith('..') || (extname(target) !== '.md' && !PROGRAMS.has(extname(target)))) {
      const inRepository = relative(dirname(docs.replace(/[/\\]$/, '')), target);
      Object.assign(token, {
        type: 'html_inline',
        content: `<span class="repository-file" title="${escapeHtml(`In the repository: ${slashes(inRepository)}`)}">`,
      });
      named = true;
    } else if (PROGRAMS.has(extname(target))) {
      token.attrSet('href', `/${slashes(inDocs)}`);
      token.attrSet('target', '_blank');
    } else if (file !== '' && !file.endsWith('.md')) {
      token.attrSet('href', `/${slashes(inDocs)}${anchor === undefined ? '' : `#${anchor}`}`);
    }
  }
}

/** The page of a folder, else the path itself. */
function pageOf(path: string): string {
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const found = INDEXES.map((name) => join(path, name)).find((candidate) => existsSync(candidate));
  return found ?? path;
}

const slashes = (path: string): string => path.split(sep).join('/');
