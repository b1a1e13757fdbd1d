import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { documentationProblems } from './problems.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'eyepiece-documentation-'))));
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Problems of `docs/page.md` with this text, beside some files. */
function problemsOf(text: string): string[] {
  write('docs/other.md', '# The `frame:ack` event, in short\n\n## Same\n\n## Same\n');
  write('docs/images/live.png');
  write('hub/src/fanout/stream.ts');
  write('.eslint.config.cjs');
  write('node_modules/package/README.md', '[missing](missing.md)');
  write('docs/page.md', text);
  return documentationProblems(root);
}

it.each([
  '[file](other.md)',
  '[folder](images)',
  '[image](images/live.png) and ![image](images/live.png)',
  '[heading](other.md#the-frameack-event-in-short)',
  '[second heading of the same name](other.md#same-1)',
  '# Here\n\n[this page](#here)',
  '[another host](https://example.org/missing) and [mail](mailto:ana@example.org)',
  '<a href="other.md"><img src="images/live.png"></a>',
  '`hub/src/fanout/stream.ts`, `fanout/stream.ts`, `stream.ts`, `hub/src/`, `.eslint.config.cjs`',
  '`hub/dist/main.js`, `data/hub.lock`, `text/html`, `GET /captures/facets`, `report.html`',
  '```\nnode hub/src/fanout/stream.ts --help\n```',
  '```\n[a link in code](missing.md)\n```',
  '```python file=watch.py\nprint(1)\n```\n\nRun `watch.py`.',
])('accepts %j', (text) => {
  expect(problemsOf(text)).toEqual([]);
});

it.each([
  ['[file](missing.md)', 'missing.md leads to no file'],
  ['[reference][1]\n\n[1]: missing.md', 'missing.md leads to no file'],
  ['![image](images/missing.png)', 'images/missing.png leads to no file'],
  ['<img src="images/missing.png">', 'images/missing.png leads to no file'],
  ['[heading](other.md#missing)', 'other.md#missing names a heading that docs/other.md does not have'],
  ['[heading](#missing)', '#missing names a heading that docs/page.md does not have'],
  ['[absolute](/docs/other.md)', '/docs/other.md must be relative'],
  ['`hub/src/fanout/missing`', 'no file is called hub/src/fanout/missing'],
  ['`fanout/missing.ts`', 'no file is called fanout/missing.ts'],
  ['run `vitest hub/test/missing.test.ts`', 'no file is called hub/test/missing.test.ts'],
  ['```\nnode hub/maintenance/missing.ts /backups\n```', 'no file is called hub/maintenance/missing.ts'],
])('refuses %j', (text, problem) => {
  expect(problemsOf(text)).toEqual([`docs/page.md: ${problem}`]);
});

it('finds commands that would run a package of the public registry', () => {
  write('package.json', JSON.stringify({ devDependencies: { vitest: '5.0.0' } }));
  expect(problemsOf('`npx vitest --project ui` and `npx @eyepiece/harness run`')).toEqual([]);
  expect(problemsOf('`npx --no-install eyepiece-harness probe`')).toEqual([]);
  expect(problemsOf('`npx --yes eyepiece-harness probe`')).toEqual(['docs/page.md: npx eyepiece-harness asks the public registry']);
});
