/** Finds links, anchors, file names and commands in the documentation that lead nowhere. Needs no network. */
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
  const texts = new Map(files.filter((path) => path.endsWith('.md')).map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  const pages = new Map([...texts].map(([path, text]) => [path, readPage(text)]));
  const installed = installedPackages(root);
  return [...pages].flatMap(([path, page]) => [
    ...foreignPackages(texts.get(path) ?? '', installed).map((name) => `${path}: npx ${name} asks the public registry`),
    ...page.links.flatMap((link) => linkProblem(root, path, link, pages)),
    ...page.codeWords
      .filter((word) => !page.saved.has(word) && !isFound(root, word, names, folders))
      .map((word) => `${path}: no file is called ${word}`),
  ]);
}

/** Names in `npx NAME` that npx does not find in the checkout, and that are not in a scope of ours. With `--no-install` it installs nothing. */
function foreignPackages(text: string, installed: ReadonlySet<string>): string[] {
  const calls = [...text.matchAll(/\bnpx ((?:-\S+ )*)([\w@][\w@./-]*)/g)].filter(
    ([, flags = '']) => !flags.split(' ').includes('--no-install'),
  );
  const names = calls.map(([, , name = '']) => name);
  return names.filter((name) => !name.startsWith('@eyepiece/') && !installed.has(name));
}

function installedPackages(root: string): Set<string> {
  const file = join(root, 'package.json');
  if (!existsSync(file)) return new Set();
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object | undefined>;
  return new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
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
