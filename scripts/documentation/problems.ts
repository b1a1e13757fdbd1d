/** Finds links, anchors and file names in the documentation that lead nowhere. Needs no network. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { readPage, type Page } from './page.ts';

/** Folders that are installed, built or written at run time. */
const NOT_OURS = new Set(['.cache', '.git', '.venv', 'coverage', 'data', 'dist', 'node_modules']);

const SOURCE_FILE = /^[\w@.-]+(?:\/[\w@.-]+)*\.(?:cjs|mjs|py|svelte|ts)$/;
const PATH = /^[\w@.-]+(?:\/[\w@.-]+)+\/?$/;

/** @returns one line per problem, with the page that has it. */
export function documentationProblems(root: string): string[] {
  const files = filesBelow(root);
  const names = new Set(files.flatMap(endingsOf));
  const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  const pages = new Map(
    files.filter((path) => path.endsWith('.md')).map((path) => [path, readPage(readFileSync(join(root, path), 'utf8'))]),
  );
  return [...pages].flatMap(([path, page]) => [
    ...page.links.flatMap((link) => linkProblem(root, path, link, pages)),
    ...page.codeWords.filter((word) => !isFound(root, word, names, folders)).map((word) => `${path}: no file is called ${word}`),
  ]);
}

function linkProblem(root: string, from: string, link: string, pages: ReadonlyMap<string, Page>): string[] {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return [];
  if (link.startsWith('/')) return [`${from}: ${link} must be relative`];
  const [file = '', anchor] = link.split('#').map(decodeURIComponent);
  const target = file === '' ? from : inRepository(join(dirname(from), file));
  if (!existsSync(join(root, target))) return [`${from}: ${link} leads to no file`];
  if (anchor === undefined || pages.get(target)?.anchors.has(anchor) !== false) return [];
  return [`${from}: ${link} names a heading that ${target} does not have`];
}

/** Judges only words that look like a source file, or like a path in a folder of the repository. */
function isFound(root: string, word: string, names: ReadonlySet<string>, folders: ReadonlySet<string | undefined>): boolean {
  const segments = word.split('/');
  if (segments.some((segment) => NOT_OURS.has(segment))) return true;
  if (PATH.test(word) && folders.has(segments[0])) return existsSync(join(root, word));
  return !SOURCE_FILE.test(word) || names.has(word);
}

function filesBelow(root: string): string[] {
  const found = globSync(['**/*', '.*'], { cwd: root, withFileTypes: true, exclude: (entry) => NOT_OURS.has(entry.name) });
  return found.filter((entry) => entry.isFile()).map((entry) => inRepository(relative(root, join(entry.parentPath, entry.name))));
}

const inRepository = (path: string): string => path.split(sep).join('/');

/** The ways to name a file: `a/b/c.ts`, `b/c.ts`, `c.ts`. */
function endingsOf(path: string): string[] {
  const segments = path.split('/');
  return segments.map((_, index) => segments.slice(index).join('/'));
}
