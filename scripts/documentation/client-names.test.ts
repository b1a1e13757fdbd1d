/** The reference of the TypeScript client names every member that programs can use. The one for Python has its test there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const code = [...read('docs/reference/clients/typescript.md').matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text).join(' ');
const named = new Set(code.match(/\w+/g));
/** A member, with the comment before it. Private ones begin with `#`. */
const MEMBER = /^(?: {2}\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)? {2}(?:(?:readonly|async|get|override) )*\*?(\w+)\??[(<:].*$/gm;

function membersOf(path: string): string[] {
  const members = [...read(`clients/typescript/src/${path}`).matchAll(MEMBER)];
  return members.filter(([text, name = '']) => !text.includes('@internal') && name !== 'constructor').map(([, name = '']) => name);
}

it.each([
  ['hub/hub.ts', 'captures'],
  ['hub/camera.ts', 'startJob'],
  ['hub/camera-control.ts', 'correct'],
  ['hub/library.ts', 'chunks'],
  ['frames/frame.ts', 'settingsChanged'],
  ['hub-error.ts', 'limit'],
])('%s', (path, one) => {
  const members = membersOf(path);
  expect(members).toContain(one);
  expect(members.filter((name) => !named.has(name))).toEqual([]);
});
