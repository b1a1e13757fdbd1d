import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTexts } from '../../vite/texts/find-texts.ts';
import { hasTexts } from '../../vite/texts/translate-texts.ts';
import { AUDIT } from './german/audit.ts';
import { CAPTURES } from './german/captures.ts';
import { CONTROL } from './german/control.ts';
import { DISPLAY } from './german/picture/display.ts';
import { GERMAN, HUB } from './german/german.ts';
import { LIBRARY } from './german/library.ts';
import { LIVE } from './german/live.ts';
import { OPERATIONS } from './german/operations.ts';
import { PALETTE } from './german/palette.ts';
import { PEOPLE } from './german/people.ts';
import { POOL } from './german/pool.ts';
import { REWIND } from './german/picture/rewind.ts';
import { SAMPLES } from './german/picture/samples.ts';
import { SESSIONS } from './german/sessions.ts';
import { SHELL } from './german/shell.ts';
import { TOOLS } from './german/picture/tools.ts';
import { TRUST } from './german/trust.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PICTURE = { DISPLAY, LIVE, REWIND, SAMPLES, TOOLS };
const AREAS = { ...PICTURE, AUDIT, CAPTURES, CONTROL, LIBRARY, OPERATIONS, PALETTE, PEOPLE, POOL, SESSIONS, SHELL, TRUST };
/** File by the key of each text in the sources. */
const used = new Map<string, string>();

beforeAll(() => {
  for (const path of globSync('src/**/*.{svelte,ts}', { cwd: ROOT })) {
    const file = path.replaceAll('\\', '/');
    if (!hasTexts(file)) continue;
    for (const { text, meaning } of findTexts(readFileSync(`${ROOT}${file}`, 'utf8'), file))
      used.set(meaning === undefined ? text : `${text} [${meaning}]`, file);
  }
}, 120_000);

it('has a German text for every text of the sources', () => {
  expect([...used].filter(([key]) => !(key in GERMAN)).map(([key, file]) => `${file}: ${key}`)).toEqual([]);
});

it('has no text that the sources do not use', () => {
  expect(Object.keys(GERMAN).filter((key) => !used.has(key))).toEqual([]);
});

it('has each text in one area', () => {
  const keys = Object.values(AREAS).flatMap((area) => Object.keys(area));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  expect(keys.length).toBe(Object.keys(GERMAN).length);
});

describe.each([
  ['of the page', GERMAN],
  ['of the hub', HUB],
])('the German texts %s', (_, texts) => {
  const all = Object.entries(texts);

  it('have the placeholders of the English ones', () => {
    const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g))].sort();
    expect(all.filter(([english, german]) => placeholders(english).join() !== placeholders(german).join())).toEqual([]);
  });

  it('begin and end with the same space', () => {
    const ends = (text: string): string => `${text.startsWith(' ')} ${text.endsWith(' ')}`;
    expect(all.filter(([english, german]) => german.trim() === '' || ends(english) !== ends(german))).toEqual([]);
  });

  it('use German quotation marks and one form of address', () => {
    expect(all.filter(([, german]) => /“[^„]*”|"|\b(du|dein|dich|dir|Du|Dein)\b/.test(german))).toEqual([]);
  });
});
