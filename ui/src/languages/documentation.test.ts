/** The tutorial and the how-to pages name buttons and texts of the page in double quotes: they must exist. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { GERMAN, HUB } from './german/german.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PAGES = globSync(['docs/tutorial/*.md', 'docs/how-to/*.md'], { cwd: ROOT });
const TEXTS = new Set([...Object.keys(GERMAN), ...Object.keys(HUB)].map((key) => key.replace(/ \[.*\]$/, '')));

/** Quoted words outside code, at the beginning of a name. */
function namesIn(markdown: string): string[] {
  const prose = markdown.replaceAll(/```.*?```|`[^`\n]*`/gs, '');
  return [...prose.matchAll(/"(\p{Lu}[^"\n]*)"/gu)].map(([, name = '']) => name);
}

it.each(PAGES)('%s names only what the page has', (path) => {
  const names = namesIn(readFileSync(ROOT + path, 'utf8'));
  expect(names.filter((name) => !TEXTS.has(name))).toEqual([]);
});

it('finds names in the tutorial', () => {
  expect(namesIn(readFileSync(`${ROOT}docs/tutorial/first-session.md`, 'utf8'))).toContain('Start a session');
});
