/** The page of the manual about actions and keys. `npm run reference` writes it. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { TRIAGE_KEYS } from '../../captures/grid/triage.ts';
import type { ActionScope, ActionWords } from './action-words.ts';
import { ACTIONS } from './catalogue.ts';

const PAGE = fileURLToPath(new URL('../../../../../docs/reference/actions.md', import.meta.url));

const VIEWS: Readonly<Record<ActionScope, string>> = {
  everywhere: 'Everywhere',
  live: 'Live view',
  wall: 'Camera wall',
  capture: 'One capture',
  compare: 'Compare',
};

const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(rows: readonly string[]): string {
  return ['| Action | Key | What it does |', '| --- | --- | --- |', ...rows].join('\n');
}

function page(): string {
  const actions = Object.values(ACTIONS) as readonly ActionWords[];
  const sections = Object.entries(VIEWS).flatMap(([scope, title]) => {
    const own = actions.filter((action) => action.scope === scope);
    return [`## ${title}`, table(own.map(({ name, label, text }) => row(name, label === undefined ? '' : `\`${label}\``, text)))];
  });
  const triage = TRIAGE_KEYS.map(({ label, text }) => row(`\`${label}\``, text));
  return `${[
    '<!-- Generated from the code: change it there, then run `npm run reference`. -->',
    '# Actions and keys',
    'Every action is in the command palette (Ctrl+K, on a Mac Cmd+K), also those without a key. `?` lists the keys of the view. [Keyboard and accessibility](keyboard.md) explains how the keyboard works in dialogs, regions and measurements.',
    ...sections,
    '## Library and trash',
    ['| Key | What it does |', '| --- | --- |', ...triage].join('\n'),
  ].join('\n\n')}\n`;
}

it('is that of the registry of actions', async () => {
  await expect(page()).toMatchFileSnapshot(PAGE);
});
