/** The menus, read from the folders: a new page appears without a change here, after those that have a place of their own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';

type Item = DefaultTheme.SidebarItem;

/** The order of pages within a folder. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  tutorial: ['first-session', 'first-script'],
  'how-to': [
    'clients',
    'cameras',
    'several-cameras',
    'calibrate',
    'people',
    'camera-settings',
    'captures',
    'time-lapse',
    'watch',
    'sessions',
    'embed',
    'kiosk',
    'monitoring',
    'upgrade',
  ],
  reference: ['configuration', 'formats', 'actions', 'keyboard', 'display', 'log-messages', 'supported-systems'],
  'reference/clients': ['python', 'command-line', 'typescript'],
  'reference/api': ['access', 'errors', 'client-events', 'hub-events'],
  'reference/protocol': ['overview', 'frame', 'sockets', 'http', 'library', 'camera-link', 'between-hubs'],
  'reference/operation': ['deployment', 'backup', 'security', 'scaling', 'api-keys', 'analysis'],
  explanation: ['freshness', 'durability', 'control', 'video', 'several-hubs', 'architecture', 'faults', 'performance'],
  harness: ['tutorial', 'recipes', 'scenarios', 'crowd', 'proxy', 'recordings', 'reports', 'serve', 'tests', 'package', 'comparison'],
};

export function navigation(docs: string): DefaultTheme.NavItem[] {
  const first = (folder: string): string => pagesIn(docs, folder)[0]?.link ?? '/';
  const groups = ['Tutorial', 'How-to', 'Reference', 'Explanation', 'Harness'].map((text) => ({ text, folder: text.toLowerCase() }));
  return [
    ...groups
      .filter(({ folder }) => existsSync(join(docs, folder)))
      .map(({ text, folder }) => ({ text, link: first(folder), activeMatch: `/${folder}/` })),
    { text: 'Help', items: help(docs) as DefaultTheme.NavItemWithLink[] },
  ];
}

export function sidebar(docs: string): Item[] {
  return [
    group('Tutorial', pagesIn(docs, 'tutorial')),
    group('How-to', pagesIn(docs, 'how-to')),
    group('Reference', [
      ...pagesIn(docs, 'reference'),
      group('Clients', pagesIn(docs, 'reference/clients'), true),
      group('API', [...pagesIn(docs, 'reference/api'), group('REST', pagesIn(docs, 'reference/api/rest'))], true),
      group('Protocols', pagesIn(docs, 'reference/protocol'), true),
      group('Operation', pagesIn(docs, 'reference/operation'), true),
      group('Examples', examples(docs), true),
    ]),
    group('Explanation', [...pagesIn(docs, 'explanation'), group('Decisions', pagesIn(docs, 'adr'), true)]),
    group('Harness', pagesIn(docs, 'harness'), true),
    group('Help', help(docs)),
  ].filter(({ items }) => (items ?? []).length > 0);
}

const group = (text: string, items: Item[], collapsed = false): Item => ({ text, collapsed, items: items.filter(isShown) });

const isShown = ({ link, items }: Item): boolean => link !== undefined || (items ?? []).length > 0;

function help(docs: string): Item[] {
  const pages = ['troubleshooting', 'reference/supported-systems', 'changelog'];
  return pages.filter((page) => existsSync(join(docs, `${page}.md`))).map((page) => ({ text: titleOf(docs, page), link: `/${page}` }));
}

function examples(docs: string): Item[] {
  const languages = readdirSync(join(docs, 'examples')).filter((name) => existsSync(join(docs, 'examples', name, 'README.md')));
  return languages.map((name) => ({ text: titleOf(docs, `examples/${name}/README`), link: `/examples/${name}/README` }));
}

function pagesIn(docs: string, folder: string): Item[] {
  if (!existsSync(join(docs, folder))) return [];
  const names = readdirSync(join(docs, folder)).filter((name) => name.endsWith('.md') && name !== 'index.md');
  const order = ORDER[folder] ?? [];
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return names
    .map((name) => name.replace(/\.md$/, ''))
    .map((name) => ({ name, text: titleOf(docs, `${folder}/${name}`), link: `/${folder}/${name}` }))
    .toSorted(
      (one, other) =>
        place(one.name) - place(other.name) || (folder === 'adr' ? compare(one.name, other.name) : compare(one.text, other.text)),
    )
    .map(({ text, link }) => ({ text, link }));
}

const compare = (one: string, other: string): number => one.localeCompare(other, 'en');

/** @throws {Error} for a page without a title */
function titleOf(docs: string, page: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(join(docs, `${page}.md`), 'utf8'))?.[1];
  if (title === undefined) throw new Error(`docs/${page}.md has no title: its first line must be "# …"`);
  return title.replaceAll('`', '');
}
