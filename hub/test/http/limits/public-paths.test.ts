/** Attacks on the addresses of the public files, /clients/, /embed/ and /manual: nothing else of the disk comes out. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FILES, LIST, SCRIPT, SECRET, usePublicFiles } from './public-files.ts';
import { codeOf } from './raw-connection.ts';

const files = usePublicFiles();
const PREFIXES = ['/clients/', '/embed/', '/manual/'];

const UPWARDS = [
  '../',
  '..%2f',
  '%2e%2e/',
  '%2E%2E%2F',
  '.%2e/',
  '..\\',
  '..%5c',
  '%2e%2e%5c',
  '%252e%252e%252f',
  '....//',
  '..;/',
  '..%00/',
  '%00',
  '%c0%ae%c0%ae/',
  '%uff0e%uff0e/',
  'assets/../../',
  'assets/%2e%2e/%2e%2e/',
  '/',
  '//',
  '%2f',
  '%2f%2f',
  '\\\\host\\share\\',
  'C:%5c',
  'file:%2f%2f',
  '.',
  '',
];

it.each(PREFIXES)('no address below %s leads to a file beside it', async (prefix) => {
  const wrong: string[] = [];
  for (const upwards of UPWARDS) {
    for (const name of ['secret.html', 'secret']) {
      const { status, body } = await files.ask(`${prefix}${upwards}${name}`);
      if (![400, 404].includes(status) || body.includes(SECRET)) wrong.push(`${upwards}${name}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
});

it.each([
  ['a long name', 'x'.repeat(300), 404],
  ['a deep path', 'x/'.repeat(2000), 404],
  ['many escapes', '%2e'.repeat(2000), 404],
  ['an address above the limit', 'x'.repeat(9000), 414],
])('refuses %s', async (_what, name, expected) => {
  for (const prefix of PREFIXES) expect([prefix, (await files.ask(prefix + name)).status]).toEqual([prefix, expected]);
});

it('an escaped name is the same file', async () => {
  for (const [path, text] of FILES) expect((await files.ask(path.replaceAll('-', '%2D').replace('.', '%2e'))).body).toBe(text);
});

describe.skipIf(process.platform === 'win32')('links and special files', () => {
  beforeAll(() => {
    const { manual } = files;
    symlinkSync(join(manual, '..', 'secret.html'), join(manual, 'outside.html'));
    symlinkSync('../secret.html', join(manual, 'outside.html.br'));
    symlinkSync('loop.html', join(manual, 'loop.html'));
    symlinkSync('..', join(manual, 'folder'));
    symlinkSync('page.html', join(manual, 'inside.html'));
    writeFileSync(join(manual, '.hidden.html'), SECRET);
    mkdirSync(join(manual, 'section.html'));
    execFileSync('mkfifo', [join(manual, 'pipe.html')]);
  });

  it.each(['outside.html', 'loop.html', 'folder/secret.html', '.hidden.html', 'section.html', 'pipe.html'])(
    '%s is not served',
    async (name) => {
      const { status, body } = await files.ask(`/manual/${name}`, { 'accept-encoding': 'br' });
      expect([status, body.includes(SECRET)]).toEqual([404, false]);
    },
  );

  it('a link to a file of the same folder is served', async () => {
    expect((await files.ask('/manual/inside.html')).status).toBe(200);
  });

  it('a package that is a link to another folder is absent, until it is a file again', async () => {
    const script = join(files.clients(), 'eyepiece-live.js');
    rmSync(script);
    symlinkSync('../secret.html', script);
    files.publish(LIST);
    const refused = await files.ask('/embed/eyepiece-live.js');
    expect([refused.status, codeOf(refused), refused.body.includes(SECRET)]).toEqual([404, 'not_found', false]);
    rmSync(script);
    writeFileSync(script, SCRIPT);
    files.publish(LIST);
    expect((await files.ask('/embed/eyepiece-live.js')).body).toBe(SCRIPT);
  });
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])('%s is refused', async (method) => {
  for (const [path] of [...FILES, ['/clients/'], ['/manual/']] as const) {
    const { status, headers } = await files.ask(path, {}, method);
    expect([path, status, headers['allow']]).toEqual([path, 405, 'GET, HEAD, OPTIONS']);
  }
});

it('a body that never ends does not delay the refusal, and its connection closes', async () => {
  for (const [path] of FILES) {
    const connection = await files.open(path, { connection: 'keep-alive', 'transfer-encoding': 'chunked' }, 'POST');
    connection.socket.write('5\r\nbytes\r\n');
    expect([path, (await connection.lastAnswer()).status]).toEqual([path, 405]);
  }
});
