/** What `npm start` shows on the hub's port while it cannot start, and that it starts by itself once the cause is gone. */
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { freePort } from '@eyepiece/host/free-port';
import type { LauncherProcess } from '@eyepiece/host/processes/launcher-process';
import { TinyDisk } from '@eyepiece/host/tiny-disk';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useStart, WITHIN_MS } from './start-bench.ts';

const bench = useStart();
const POLL = { timeout: WITHIN_MS, interval: 200 };

interface Shown {
  readonly code?: string;
  readonly what?: string;
  readonly lines?: readonly { text: string }[];
}

/** What the hub's port answers; undefined while nothing listens there. */
async function shown(url: string, secret?: string): Promise<Shown | undefined> {
  const headers = { accept: 'application/json', ...(secret !== undefined && { authorization: `Bearer ${secret}` }) };
  return fetch(`${url}/trouble`, { headers }).then(
    async (answer) => (answer.headers.has('eyepiece-trouble') ? ((await answer.json()) as Shown) : {}),
    () => undefined,
  );
}

/** What the HTTPS port answers to a browser that trusts the authority of the hub; undefined while nothing listens there. */
async function shownSecurely(port: number): Promise<Shown | undefined> {
  const ca = readFileSync(join(bench.dataDir, 'tls', 'authority.pem'), 'utf8');
  const request = get(`https://127.0.0.1:${port}/ready`, { ca, agent: false, headers: { accept: 'application/json' } });
  try {
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    const body = (await json(answer)) as Shown;
    return answer.headers['eyepiece-trouble'] === undefined ? {} : body;
  } catch {
    return undefined;
  }
}

async function begin(env: Record<string, string>, what: RegExp): Promise<{ one: LauncherProcess; url: string; secret: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const one = bench.start({ HUB_PORT: String(port), ...env });
  await expect.poll(async () => (await shown(url))?.what, POLL).toMatch(what);
  const secret = await one.waitForOutput(/\/trouble#([\w-]{43})/);
  expect((await shown(url))?.lines).toBeUndefined();
  expect((await shown(url, secret))?.lines).toBeInstanceOf(Array);
  return { one, url, secret };
}

async function untilRunning(one: LauncherProcess, url: string): Promise<void> {
  await one.url();
  await expect.poll(async () => (await fetch(`${url}/ready`)).status, POLL).toBe(200);
  expect(await shown(url)).toEqual({});
}

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('waits for secrets that are repaired', async () => {
    const path = join(bench.dataDir, 'secrets.json');
    writeFileSync(path, '{"cameraToken":"short"}', { mode: 0o600 });
    const { one, url } = await begin({}, /secrets is damaged/);
    expect(one.output).toContain('secrets.json must be JSON');
    rmSync(path);
    await untilRunning(one, url);
  });

  it('waits for a data folder that it may write', async () => {
    const parent = join(bench.dataDir, 'parent');
    // A file in the place of a folder: root may write everywhere.
    writeFileSync(parent, '');
    const { one, url } = await begin({ DATA_DIR: join(parent, 'data') }, /may not write into its data folder/);
    rmSync(parent);
    mkdirSync(parent);
    chmodSync(parent, 0o755);
    await untilRunning(one, url);
  });

  it('shows a camera service that does not start, while the hub runs', async () => {
    const one = bench.start({ CAMERA_DRIVER: 'replay', REPLAY_SOURCE: join(bench.dataDir, 'nothing') });
    const url = await one.url();
    expect(one.output).toContain('does not start yet');
    await expect.poll(async () => (await fetch(`${url}/ready`)).status, POLL).toBe(200);
    const failing = (): unknown => JSON.parse(readFileSync(join(bench.dataDir, 'failing-parts.json'), 'utf8'));
    expect(failing()).toMatchObject({ parts: [{ name: 'camera-1', reason: expect.stringContaining('nothing') as unknown }] });
    expect(await one.end('SIGTERM')).toBe(0);
    expect(failing).toThrow(/ENOENT/);
  });
});

describe.skipIf(process.platform === 'win32')('npm start with a PostgreSQL server', () => {
  let database: Awaited<ReturnType<typeof createTemporaryDatabase>>;
  beforeAll(async () => {
    database = await createTemporaryDatabase();
  });
  afterAll(() => database.close());

  it('waits for a database that refuses it, and shows the page again when the hub ends', async () => {
    const wrong = new URL(database.url);
    const name = `${wrong.pathname.slice(1)}_late`;
    wrong.pathname = `/${name}`;
    wrong.username = name;
    const tlsPort = await freePort();
    const { one, url, secret } = await begin({ DATABASE_URL: wrong.href, TLS: 'on', TLS_PORT: String(tlsPort) }, /database refuses/);
    const lines = (await shown(url, secret))?.lines?.map(({ text }) => text).join('\n') ?? '';
    expect(lines).toContain(name);
    if (wrong.password !== '') expect(lines).not.toContain(wrong.password);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`create role ${name} login${wrong.password === '' ? '' : ` password '${wrong.password}'`}`);
    await client.query(`create database ${name} owner ${name}`);
    await untilRunning(one, url);

    process.kill(one.pidOf('hub/src/main.ts'), 'SIGKILL');
    await expect.poll(async () => (await shown(url))?.what, { timeout: WITHIN_MS, interval: 20 }).toBe('Eyepiece ended unexpectedly.');
    await one.waitForOutput(/hub is back/);
    await untilRunning(one, url);

    const late = new pg.Client({ connectionString: wrong.href });
    await late.connect();
    await late.query(`insert into eyepiece_migrations (name) values ('9999-from-the-future')`);
    await late.end();
    process.kill(one.pidOf('hub/src/main.ts'), 'SIGKILL');
    await expect.poll(async () => (await shown(url))?.what, POLL).toMatch(/newer version/);
    await expect.poll(async () => (await shownSecurely(tlsPort))?.what, POLL).toMatch(/newer version/);

    // A connection that never begins its handshake must not keep the port from the hub.
    const silent = connect(tlsPort, '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    const repaired = new pg.Client({ connectionString: wrong.href });
    await repaired.connect();
    await repaired.query(`delete from eyepiece_migrations where name = '9999-from-the-future'`);
    await repaired.end();
    await untilRunning(one, url);
    await expect.poll(() => shownSecurely(tlsPort), POLL).toEqual({});
    silent.destroy();
    await one.end('SIGTERM');
    await client.query(`drop database ${name} with (force)`);
    await client.query(`drop role ${name}`);
    await client.end();
  });

  it('waits for a database that does not answer', async () => {
    const port = await freePort();
    await begin({ DATABASE_URL: `postgresql://eyepiece@127.0.0.1:${port}/eyepiece` }, /database does not answer/);
  });
});

const disk = new TinyDisk('200m');
describe.runIf(disk.mounted)('npm start on a full disk', () => {
  afterAll(() => disk.remove());

  it('waits for space', async () => {
    disk.fill();
    const { one, url } = await begin({ DATA_DIR: join(disk.path, 'data') }, /disk is full/);
    disk.empty();
    await untilRunning(one, url);
    await one.end('SIGTERM');
  });
});
