import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPostgres } from '../database/postgres.ts';
import type { RunningDatabase } from '../database/pglite.ts';

const script = join(dirname(dirname(fileURLToPath(import.meta.url))), 'start.mjs');
const WITHIN_MS = 60_000;
vi.setConfig({ testTimeout: 180_000 });

let dataDir: string;
let running: Start[] = [];

interface Process {
  readonly pid: number;
  readonly command: string;
}

function descendantsOf(root: number): Process[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const below = (parent: number): Process[] => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(root);
}

/** One `npm start`, without npm. */
class Start {
  readonly #child: ChildProcess;
  output = '';

  constructor(env: Record<string, string> = {}) {
    const { DATABASE_URL: _url, CAMERA_TOKEN: _token, JWT_SECRET: _secret, ...inherited } = process.env;
    const ports = { HUB_HOST: '127.0.0.1', HUB_PORT: '0', CAMERA_PORT: '0', DATA_DIR: dataDir };
    this.#child = spawn(process.execPath, [script], { env: { ...inherited, ...ports, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (text: Buffer): void => void (this.output += text.toString());
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    running.push(this);
  }

  async shows(pattern: RegExp): Promise<string> {
    await expect.poll(() => this.output, { timeout: WITHIN_MS, interval: 50 }).toMatch(pattern);
    return pattern.exec(this.output)?.[1] ?? '';
  }

  async url(): Promise<string> {
    return this.shows(/This machine +(http:\S+)/);
  }

  /** All processes below this one: the launcher and its parts. */
  descendants(): Process[] {
    return descendantsOf(this.#child.pid ?? -1);
  }

  pidOf(part: string): number {
    return this.descendants().find(({ command }) => command.includes(part))?.pid ?? -1;
  }

  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const exited = once(this.#child, 'exit');
    if (signal !== undefined) this.#child.kill(signal);
    await exited;
    return this.#child.exitCode;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const untilGone = (pids: number[]): Promise<void> => expect.poll(() => pids.filter(isAlive), { timeout: 15_000 }).toEqual([]);

async function signIn(url: string, email: string, password: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
  return response.status;
}

async function ready(url: string): Promise<unknown> {
  return (await fetch(`${url}/ready`)).json();
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'eyepiece-start-'));
});

afterEach(async () => {
  await Promise.all(running.map((start) => start.end('SIGTERM')));
  running = [];
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('starts everything, says once how to sign in, brings back what dies, stops cleanly, and starts again', async () => {
    const first = new Start();
    const url = await first.url();
    const email = await first.shows(/Sign in as +(\S+)/);
    const password = await first.shows(/Password +(\S+)/);
    expect(await ready(url)).toEqual({ status: 'ready', database: 'ok', cameras: 1 });
    expect(await signIn(url, email, password)).toBe(200);
    expect(await signIn(url, email, `${password}x`)).toBe(401);

    const logs = readdirSync(join(dataDir, 'logs')).map((name) => readFileSync(join(dataDir, 'logs', name), 'utf8'));
    expect(logs.join('')).toContain('listening');
    expect(logs.join('')).not.toContain(password);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);

    process.kill(first.pidOf('hub/src/main.ts'), 'SIGKILL');
    await first.shows(/hub ended \(SIGKILL\)/);
    await first.shows(/hub is back/);
    await expect.poll(() => ready(url), { timeout: WITHIN_MS }).toMatchObject({ cameras: 1 });

    const pids = first.descendants().map(({ pid }) => pid);
    expect(pids).toHaveLength(4);
    expect(await first.end('SIGINT')).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);

    const second = new Start();
    const again = await second.url();
    expect(second.output).not.toMatch(/Sign in|Password|Installing|Building/);
    expect(await signIn(again, email, password)).toBe(200);
  });

  it('is refused on a folder that is in use', async () => {
    const first = new Start();
    await first.url();
    const second = new Start();
    expect(await second.end()).toBe(1);
    expect(second.output).toMatch(/^Error: .*eyepiece-start-\w+ is already in use by process \d+; .*\n$/);
  });

  it('leaves nothing behind when it is killed', async () => {
    const start = new Start();
    await start.url();
    const pids = start.descendants().map(({ pid }) => pid);
    process.kill(start.pidOf('launcher/main.ts'), 'SIGKILL');
    await untilGone(pids);
    const after = new Start();
    await after.url();
  });

  it('stops when npm is ended over its head', async () => {
    // npm and its shell die of a signal without passing it on; this shell does the same.
    const shell = spawn('sh', ['-c', '"$0" "$1"; true', process.execPath, script], {
      env: { ...process.env, HUB_HOST: '127.0.0.1', HUB_PORT: '0', CAMERA_PORT: '0', DATA_DIR: dataDir, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.on('data', (text: Buffer) => (output += text.toString()));
    await expect.poll(() => output, { timeout: WITHIN_MS }).toContain('is running');
    const pids = descendantsOf(shell.pid ?? -1).map(({ pid }) => pid);
    expect(pids).toHaveLength(5);
    shell.kill('SIGTERM');
    await untilGone(pids);
  });

  it('names a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const start = new Start({ HUB_PORT: String(port) });
    expect(await start.end()).toBe(1);
    expect(start.output).toContain(`Error: port ${port} is already in use`);
    expect(start.output).toContain(`HUB_PORT=${port + 1}`);
    server.close();
  });

  it.each([
    [{ CAMERA_DRIVER: 'webcam' }, /camera-1 did not start: .*CAMERA_DRIVER/i],
    [{ JWT_SECRET: 'short' }, /^Error: JWT_SECRET has 5 characters; it needs at least 32\n$/],
    [{ DATABASE_URL: 'mysql://localhost/x' }, /hub did not start: .*DATABASE_URL/],
  ])('stops with one clear line for %j', async (env, message) => {
    const start = new Start(env);
    expect(await start.end()).toBe(1);
    expect(start.output).toMatch(message);
    expect(start.descendants()).toEqual([]);
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
    const start = new Start({ DATABASE_URL, EYEPIECE_ADMIN_EMAIL: 'ana@example.org', EYEPIECE_ADMIN_PASSWORD: 'a long enough passphrase' });
    const url = await start.url();
    expect(await signIn(url, 'ana@example.org', 'a long enough passphrase')).toBe(200);
    expect(start.output).not.toContain('a long enough passphrase');
    expect(start.descendants().filter(({ command }) => command.includes('pglite'))).toEqual([]);
    expect(readdirSync(dataDir)).not.toContain('db');
    expect(await start.end('SIGTERM')).toBe(0);

    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    const { rows } = await client.query("select count(*)::int as tables from information_schema.tables where table_schema = 'public'");
    expect((rows as { tables: number }[])[0]?.tables).toBeGreaterThan(4);
    await client.end();
  });
});
