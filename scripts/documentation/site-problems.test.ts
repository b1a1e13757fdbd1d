import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { siteProblems } from './site-problems.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'eyepiece-site-'))));
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Problems of a page in a folder of a small site. */
function problemsOf(html: string): string[] {
  for (const page of ['index', 'how-to/backup', 'how-to/page']) write(`docs/${page}.md`);
  write('site/index.html', '<h2 id="start">Start</h2>');
  write('site/how-to/backup.html', '<h2 id="restore">Restore</h2>');
  write('site/assets/app.js');
  write('site/examples/frame.py');
  write('site/how-to/page.html', html);
  return siteProblems(join(root, 'site'), join(root, 'docs'));
}

it.each([
  '<a href="./backup">page</a> <a href="backup#restore">heading</a> <a href="../">first page</a> <a href="../#start">its heading</a>',
  '<a id="here" href="#here">this page</a>',
  '<a href="../examples/frame.py">program</a> <a href="../../">the hub</a>',
  '<link rel="icon" href="../../icon.svg">',
  '<a href="https://example.org/x">another host</a> <a href="mailto:ana@example.org">mail</a>',
  '<script src="../assets/app.js"></script><link rel="modulepreload" href="../assets/app.js"><img src="data:image/png;base64,AA">',
])('accepts %s', (html) => {
  expect(problemsOf(html)).toEqual([]);
});

it.each([
  ['<a href="./missing">x</a>', './missing leads to no file'],
  ['<a href="./backup#missing">x</a>', './backup#missing names a heading that how-to/backup.html does not have'],
  ['<a href="../how-to/">x</a>', '../how-to/ leads to no file'],
  ['<a href="../../../etc/passwd">x</a>', '../../../etc/passwd leads to no file'],
  ['<a href="/manual/how-to/backup">x</a>', '/manual/how-to/backup must be relative: the site may be below any path'],
  ['<script>alert(1)</script>', 'an inline script, which the hub forbids'],
  ['<script src="https://cdn.example.org/x.js"></script>', 'https://cdn.example.org/x.js is loaded from elsewhere'],
  ['<link rel="stylesheet" href="//fonts.example.org/x.css">', '//fonts.example.org/x.css is loaded from elsewhere'],
  ['<img src="../assets/missing.webp">', '../assets/missing.webp leads to no file'],
])('refuses %s', (html, problem) => {
  expect(problemsOf(html)).toEqual([`how-to/page.html: ${problem}`]);
});

it('misses a page that was not built', () => {
  write('docs/explanation/late.md');
  expect(problemsOf('')).toEqual(['explanation/late.html: the site has no page for docs/explanation/late.md']);
});
