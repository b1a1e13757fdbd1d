/** Finds what is wrong with the built manual: addresses that lead nowhere, and what an offline browser or the hub's policy refuses. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';

const TAG = /<(a|audio|iframe|img|link|script|source|video)\b([^>]*)>([^<]?)/g;
/** The page of the hub and its icon, above the manual. */
const OF_THE_HUB = '..';
const ABSOLUTE = /^(?:[a-z][a-z+.-]*:|\/)/i;

/** @returns one line per problem, with the file of the site that has it. */
export function siteProblems(site: string, docs: string): string[] {
  const pages = new Map(globSync('**/*.html', { cwd: site }).map((file) => [slashes(file), readFileSync(join(site, file), 'utf8')]));
  const absent = globSync('**/*.md', { cwd: docs })
    .map((file) => slashes(file).replace(/\.md$/, '.html'))
    .filter((file) => !pages.has(file));
  return [
    ...absent.map((file) => `${file}: the site has no page for docs/${file.replace(/\.html$/, '.md')}`),
    ...[...pages].flatMap(([file, html]) => problemsOf(file, html, site, pages).map((problem) => `${file}: ${problem}`)),
  ];
}

function problemsOf(file: string, html: string, site: string, pages: ReadonlyMap<string, string>): string[] {
  return [...html.matchAll(TAG)].flatMap(([, tag = '', attributes = '', next = '']) => {
    const address = /\s(?:href|src)="([^"]*)"/.exec(attributes)?.[1];
    if (address === undefined) return tag === 'script' && next.trim() !== '' ? ['an inline script, which the hub forbids'] : [];
    if (tag === 'a') return isForeign(address) ? [] : linkProblem(file, address, site, pages);
    if (ABSOLUTE.test(address) && !address.startsWith('data:')) return [`${address} is loaded from elsewhere`];
    return address.startsWith('data:') ? [] : linkProblem(file, address, site, pages);
  });
}

const isForeign = (address: string): boolean => /^(?:https?|mailto):/i.test(address);

function linkProblem(from: string, address: string, site: string, pages: ReadonlyMap<string, string>): string[] {
  if (ABSOLUTE.test(address)) return [`${address} must be relative: the site may be below any path`];
  const [path = '', anchor = ''] = address
    .replace(/\?[^#]*/, '')
    .split('#')
    .map(decodeURIComponent);
  const target = path === '' ? from : fileOf(posix.join(dirname(from), path), path.endsWith('/') || path === '.', site);
  if (target === OF_THE_HUB) return [];
  if (target === undefined) return [`${address} leads to no file`];
  const page = pages.get(target);
  if (anchor === '' || page === undefined || page.includes(` id="${anchor}"`)) return [];
  return [`${address} names a heading that ${target} does not have`];
}

/** As the hub finds the file of an address. */
function fileOf(path: string, isFolder: boolean, site: string): string | undefined {
  if (/^\.\.\/(?:icon\.svg)?$|^\.\.$/.test(path)) return OF_THE_HUB;
  const candidates = isFolder ? [posix.join(path, 'index.html')] : [path, `${path}.html`];
  return candidates.find((candidate) => !candidate.startsWith('..') && isFile(join(site, candidate)));
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
const slashes = (path: string): string => path.split(sep).join('/');
