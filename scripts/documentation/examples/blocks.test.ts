import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differences } from './answers.ts';
import { readBlocks, scopesOf, silentCurls } from './blocks.ts';
import { followPage } from './run-page.ts';

const fence = (info: string, text: string): string => `\`\`\`${info}\n${text}\n\`\`\`\n\n`;

describe('readBlocks', () => {
  it('tells what a reader does with each block', () => {
    const page = `# A page\n\n${[
      fence('bash', 'curl -fsS x'),
      fence('json', '{}'),
      fence('python file=watch.py', 'print(1)'),
      fence('bash no-run=needs-root', 'reboot'),
      fence('text', 'ok'),
    ].join('')}`;
    expect(readBlocks(page)).toEqual([
      { kind: 'run', line: 3, text: 'curl -fsS x\n' },
      { kind: 'answer', line: 7, text: '{}\n' },
      { kind: 'save', file: 'watch.py', line: 11, text: 'print(1)\n' },
      { kind: 'skipped', reason: 'needs-root', line: 15, text: 'reboot\n' },
      { kind: 'shown', line: 19, text: 'ok\n' },
    ]);
  });

  it.each([
    ['python', 'line 1: a block of python needs file=NAME or no-run=REASON'],
    ['json', 'line 1: a block of json needs file=NAME or no-run=REASON'],
    ['', 'line 1: a block of no language needs file=NAME or no-run=REASON'],
    ['bash no-run', 'line 1: no-run must be one of'],
    ['bash no-run=toString', 'line 1: no-run must be one of'],
    ['bash norun=needs-root', 'line 1: the attribute norun is unknown'],
    ['ts file=../x.ts', 'line 1: file=../x.ts is not a file name'],
  ])('refuses %j, which would be left out unseen', (info, problem) => {
    expect(() => readBlocks(fence(info, 'x'))).toThrow(problem);
  });
});

it('reads the scopes of the key that a page asks for', () => {
  expect(scopesOf('You need a key with the scopes `watch`, `capture` and `library:read`. The scope `admin` is not needed.')).toEqual([
    'watch',
    'capture',
    'library:read',
  ]);
  expect(scopesOf('Make an API\nkey with the scope `watch`.')).toEqual(['watch']);
  expect(scopesOf('No key is needed. `admin`')).toEqual([]);
});

it('finds calls of curl that succeed although the hub refuses', () => {
  expect(silentCurls('curl -fsS x\ncurl -s \\\n  --fail x\ncurl --fail-with-body x\ncurl -sSf x')).toEqual([]);
  expect(silentCurls('curl x\ncurl -s "x" # -f')).toHaveLength(2);
});

it('compares fields and types of JSON, not values', () => {
  const sent = { id: 'b', size: 2, tags: [], cameras: [{ id: 'x', online: true }], at: null };
  expect(differences({ id: 'a', cameras: [{ online: false }], at: null }, sent)).toEqual([]);
  expect(differences({ id: 1, other: 1, tags: ['x'], cameras: [{ name: 'x' }], at: 'x' }, sent)).toEqual([
    'id is a string, not a number',
    'other does not come',
    'tags is empty',
    'cameras[0].name does not come',
    'at is null, not a string',
  ]);
});

describe.skipIf(process.platform === 'win32')('followPage', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'eyepiece-blocks-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const follow = (page: string, withinMs = 60_000): Promise<void> =>
    followPage(readBlocks(page), { folder, withinMs, env: { PATH: process.env['PATH'], EYEPIECE_URL: 'here' } });

  it('has one shell and one folder for all blocks', async () => {
    await follow(
      [
        fence('bash', 'name=Ana; mkdir pictures; cd pictures'),
        fence('json file=body.json', '{ "name": "Ana" }'),
        fence('bash', 'test "$name $EYEPIECE_URL" = "Ana here"; test -e ../pictures/body.json; cat body.json'),
        fence('json', '{ "name": "Ben" }'),
      ].join(''),
    );
  });

  it.each([
    [fence('bash', 'true') + fence('bash', 'echo started\nfalse | cat\necho unreached'), /^line 5: status 1\nstarted\n$/],
    [fence('bash', 'echo "$EYEPIECE_KEY"'), /^line 1: status 1\n.*EYEPIECE_KEY: unbound variable/],
    [fence('bash', 'echo "{}"') + fence('json', '{ "id": "x" }'), /^line 5: id does not come/],
    [fence('bash', 'curl "$EYEPIECE_URL"'), /^line 1: add -f/],
    [fence('bash', 'exit 3'), /^line 1: status 3/],
  ])('names the line that fails, and its output', async (page, message) => {
    await expect(follow(page)).rejects.toThrow(message);
  });

  it('ends a page that never ends, with what it started', async () => {
    await expect(follow(fence('bash', 'sleep 1000 &\nsleep 1000'), 500)).rejects.toThrow(/^line 1: takes too long/);
  });
});
