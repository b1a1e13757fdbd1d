/** Pages quote messages and buttons of the product: they must be those that people see. Troubleshooting has all of some kinds. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { START_FAULTS, type StartFault } from '@eyepiece/host/start-faults';
import { ERROR_CODES, ERROR_STATUS } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { explain } from '../launcher/trouble/causes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
const SOURCES = ['{hub,host,ui,shared-types}/src/**/*.{ts,svelte}', 'scripts/{bootstrap,launcher}/**/*.{ts,mjs}', 'camera-ws/src/**/*.py'];
/** Values of an example stand where the sources fill in their own. */
const EXAMPLES = /3000|\b11\b|Ana|4 s|time-lapse 12\/60/g;

it('explains everything that keeps Eyepiece from starting, in the words of its page', () => {
  const texts = (Object.keys(START_FAULTS) as StartFault[]).map((fault) => explain(fault).what);
  expect(texts.filter((text) => !page.includes(`"${text}"`))).toEqual([]);
});

it('has every code of an error, under its status', () => {
  const rows = page.split('\n').filter((line) => /^\| \d{3}/.test(line));
  const missing = ERROR_CODES.filter(
    (code) => !rows.some((row) => row.includes(`\`${code}\``) && row.split('|')[1]?.includes(String(ERROR_STATUS[code]))),
  );
  expect(missing).toEqual([]);
});

/** Texts between double quotes that are not code. */
function quotesOf(path: string): string[] {
  const prose = readFileSync(join(root, path), 'utf8')
    .replaceAll(/^( *)```.*?^\1```/gms, '')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/"([^"\n]+)"/g)].map(([, quote = '']) => quote);
}

describe('quotes of the page, messages and buttons', () => {
  const sources = globSync(SOURCES, { cwd: root })
    .filter((file) => !/\.test\.ts$|german/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8').replaceAll(/"\s*\n\s*f?"/g, ''))
    .join('\n');

  it.each(['docs/troubleshooting.md', ...globSync(['docs/tutorial/*.md', 'docs/how-to/*.md'], { cwd: root })])('%s', (path) => {
    const pieces = quotesOf(path).flatMap((quote) => quote.replaceAll(EXAMPLES, '…').split('…'));
    expect(pieces.map((piece) => piece.trim()).filter((piece) => piece.length > 2 && !sources.includes(piece))).toEqual([]);
  });

  it('are found', () => {
    expect(quotesOf('docs/troubleshooting.md').length).toBeGreaterThan(50);
    expect(quotesOf('docs/tutorial/first-session.md').length).toBeGreaterThan(15);
  });
});
