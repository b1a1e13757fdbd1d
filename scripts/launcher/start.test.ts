import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPostgres } from '@eyepiece/host/database/postgres';
import type { RunningDatabase } from '@eyepiece/host/database/pglite';
import { descendantsOf, START_SCRIPT, LauncherProcess } from '@eyepiece/host/processes/launcher-process';

const WITHIN_MS = 180_000;
vi.setConfig({ testTimeout: 900_000 });

let dataDir: string;
let running: LauncherProcess[] = [];

function start(env: Record<string, string> = {}): LauncherProcess {
  const one = new LauncherProcess(dataDir, env);
  running.push(one);
  return one;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const untilGone = (pids: number[]): Promise<void> => expect.poll(() => pids.filter(isAlive), { timeout: WITHIN_MS }).toEqual([]);

async function signIn(url: string, email: string, password: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
  return response.status;
}

/** What other accounts may do anything with, of all there is in the folder. */
function openToOthers(folder: string): string[] {
  const paths = [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))];
  return paths.filter((path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0);
}

async function ready(url: string): Promise<unknown> {
  const { cameraToken } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as { cameraToken: string };
  return (await fetch(`${url}/ready`, { headers: { authorization: `Bearer ${cameraToken}` } })).json();
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'eyepiece-start-'));
  chmodSync(dataDir, 0o755);
});

afterEach(async () => {
  await Promise.all(running.map((one) => one.end('SIGTERM')));
  running = [];
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('starts everything, says once how to sign in, brings back what dies, stops cleanly, and starts again', async () => {
    const first = start();
    const url = await first.url();
    const email = await first.waitForOutput(/Sign in as +(\S+)/);
    const password = await first.waitForOutput(/Password +(\S+)/);
    expect(await ready(url)).toEqual({ status: 'ready', database: 'ok', cameras: 1 });
    expect(await signIn(url, email, password)).toBe(200);
    expect(await signIn(url, email, `${password}x`)).toBe(401);

    const logs = readdirSync(join(dataDir, 'logs')).map((name) => readFileSync(join(dataDir, 'logs', name), 'utf8'));
    expect(logs.join('')).toContain('listening');
    expect(logs.join('')).not.toContain(password);
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['cameras', 'db', 'hub.lock', 'logs', 'run', 'secrets.json']));
    expect(openToOthers(dataDir)).toEqual([]);

    process.kill(first.pidOf('hub/src/main.ts'), 'SIGKILL');
    await first.waitForOutput(/hub ended \(SIGKILL\)/);
    await first.waitForOutput(/hub is back/);
    await expect.poll(() => ready(url), { timeout: WITHIN_MS }).toMatchObject({ cameras: 1 });

    const pids = first.descendants().map(({ pid }) => pid);
    expect(pids).toHaveLength(4);
    expect(await first.end('SIGINT')).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);

    const second = start();
    const again = await second.url();
    expect(second.output).not.toMatch(/Sign in|Password|Installing|Building/);
    expect(await signIn(again, email, password)).toBe(200);
  });

  it('runs several cameras, each in a process of its own: one that dies comes back and the others do not notice', async () => {
    const one = start({ CAMERAS: 'simulated:left,simulated:right', CAMERA_LEFT_NAME: 'Bench, left' });
    const url = await one.url();
    expect(await ready(url)).toMatchObject({ cameras: 2 });
    await one.waitForOutput(/Cameras +Bench, left \(left\) · simulated +http:\S+\/docs\n +Right \(right\) · simulated +http:/);
    const [left, right] = [one.pidOfCamera('left'), one.pidOfCamera('right')];
    process.kill(left, 'SIGKILL');
    await one.waitForOutput(/left ended \(SIGKILL\); starting it again in 0.5 s/);
    await one.waitForOutput(/left is back/);
    await expect.poll(() => ready(url), { timeout: WITHIN_MS }).toMatchObject({ cameras: 2 });
    expect(one.pidOfCamera('right')).toBe(right);
    expect(one.pidOfCamera('left')).not.toBe(left);
    expect(one.output).not.toMatch(/right ended/);
    expect(readdirSync(join(dataDir, 'cameras')).sort()).toEqual(['left', 'right']);
    expect(readdirSync(join(dataDir, 'logs')).sort()).toEqual(['database.log', 'hub.log', 'left.log', 'right.log']);
  });

  it('is refused on a folder that is in use', async () => {
    const first = start();
    await first.url();
    const second = start();
    expect(await second.end()).toBe(1);
    expect(second.output).toMatch(/^Error: .*eyepiece-start-\w+ is already in use by process \d+; .*\n$/);
  });

  it('leaves nothing behind when it is killed', async () => {
    const one = start();
    await one.url();
    const pids = one.descendants().map(({ pid }) => pid);
    process.kill(one.pidOf('launcher/main.ts'), 'SIGKILL');
    await untilGone(pids);
    const after = start();
    await after.url();
  });

  it('stops when npm is ended over its head', async () => {
    // npm and its shell die of a signal without passing it on; this shell does the same.
    const shell = spawn('sh', ['-c', '"$0" "$1"; true', process.execPath, START_SCRIPT], {
      env: { ...process.env, HUB_HOST: '127.0.0.1', HUB_PORT: '0', CAMERA_PORT: '0', DATA_DIR: dataDir, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.on('data', (text: Buffer) => (output += text.toString()));
    await expect.poll(() => output, { timeout: 3 * WITHIN_MS }).toContain('is running');
    const pids = descendantsOf(shell.pid ?? -1).map(({ pid }) => pid);
    expect(pids).toHaveLength(5);
    shell.kill('SIGTERM');
    await untilGone(pids);
  });

  it('names a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const one = start({ HUB_PORT: String(port) });
    expect(await one.end()).toBe(1);
    expect(one.output).toContain(`Error: port ${port} is already in use`);
    expect(one.output).toContain(`HUB_PORT=${port + 1}`);
    server.close();
  });

  it.each([
    [{ CAMERA_DRIVER: 'webcam' }, /camera-1 did not start: .*CAMERA_DRIVER/i],
    [{ CAMERAS: 'simulated:left,replay:slides' }, /^Error: camera "slides" has nothing to replay: set CAMERA_SLIDES_REPLAY_SOURCE .*\n$/],
    [{ CAMERAS: 'simulated:left', CAMERA_LEFT_JPEG_QUALITY: '0' }, /left did not start: .*JPEG_QUALITY/],
    [{ JWT_SECRET: 'short' }, /^Error: JWT_SECRET has 5 characters; it needs at least 32\n$/],
    [{ DATABASE_URL: 'mysql://localhost/x' }, /hub did not start: .*DATABASE_URL/],
  ])('stops with one clear line for %j', async (env, message) => {
    const one = start(env);
    expect(await one.end()).toBe(1);
    expect(one.output).toMatch(message);
    expect(one.descendants()).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('npm start with DATABASE_URL, as in docker-compose.yml', () => {
  let server: RunningDatabase;

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterAll(() => server.close());

  it('runs no database of its own and uses the server', async () => {
    const name = `eyepiece_${randomUUID().slice(0, 8)}`;
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query(`create database ${name}`);
    await admin.end();
    const DATABASE_URL = server.url.replace(/postgres$/, name);
    const one = start({ DATABASE_URL, EYEPIECE_ADMIN_EMAIL: 'ana@example.org', EYEPIECE_ADMIN_PASSWORD: 'a long enough passphrase' });
    const url = await one.url();
    expect(await signIn(url, 'ana@example.org', 'a long enough passphrase')).toBe(200);
    expect(one.output).not.toContain('a long enough passphrase');
    expect(one.descendants().filter(({ command }) => command.includes('pglite'))).toEqual([]);
    expect(readdirSync(dataDir)).not.toContain('db');
    expect(await one.end('SIGTERM')).toBe(0);

    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    const { rows } = await client.query("select count(*)::int as tables from information_schema.tables where table_schema = 'public'");
    expect((rows as { tables: number }[])[0]?.tables).toBeGreaterThan(4);
    await client.end();
  });
});
