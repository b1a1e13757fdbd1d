/** `npm start` in a checkout with a `.env`. It is a copy: the file must not affect other tests. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
/** What runs until the settings are read. */
const COPIED = ['package-lock.json', 'package.json', 'host', 'shared-types', 'scripts'];
const WORKSPACES = ['host', 'shared-types'];

let copy: string;
/** Holds the port of the hub: a launcher that ignores the file ends with another message. */
let taken: Server;

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'eyepiece-checkout-'));
  const filter = (source: string): boolean => basename(source) !== 'node_modules';
  for (const name of COPIED) cpSync(join(checkout, name), join(copy, name), { recursive: true, filter });
  const modules = join(copy, 'node_modules');
  mkdirSync(join(modules, '@eyepiece'), { recursive: true });
  for (const name of readdirSync(join(checkout, 'node_modules'))) {
    if (name !== '@eyepiece') symlinkSync(join(checkout, 'node_modules', name), join(modules, name));
  }
  for (const name of WORKSPACES) symlinkSync(join(copy, name), join(modules, '@eyepiece', name));
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
});
afterAll(() => {
  taken.close();
  rmSync(copy, { recursive: true, force: true });
});

function start(file: string, env: Readonly<Record<string, string>> = {}): { status: number | null; output: string } {
  writeFileSync(join(copy, '.env'), file);
  const { CAMERAS: _cameras, DATABASE_URL: _url, ...inherited } = process.env;
  const own = { HUB_HOST: '127.0.0.1', HUB_PORT: String((taken.address() as AddressInfo).port), DATA_DIR: join(copy, 'data') };
  const result = spawnSync(process.execPath, [join(copy, 'scripts', 'start.mjs')], {
    env: { ...inherited, ...own, ...env },
    encoding: 'utf8',
  });
  return { status: result.status, output: `${result.stdout}${result.stderr}` };
}

describe.skipIf(process.platform === 'win32')('npm start', () => {
  const nothingToReplay = (id: string): RegExp => new RegExp(`^Error: camera "${id}" has nothing to replay: .*\\n$`);

  it('reads the .env of its checkout', () => {
    const { status, output } = start('CAMERAS="replay:slides"\n');
    expect(output).toMatch(nothingToReplay('slides'));
    expect(status).toBe(1);
  });

  it('prefers the variables of the environment', () => {
    expect(start('CAMERAS="replay:slides"\n', { CAMERAS: 'replay:boxes' }).output).toMatch(nothingToReplay('boxes'));
  });

  it('stops at a line that is no assignment, and names it', () => {
    expect(start('# cameras\nCAMERAS replay:slides\n').output).toMatch(/^Error: \.env, line 2: .* is not NAME=value\n$/);
  });
});
