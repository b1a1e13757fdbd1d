import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import type { TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { createAdministrator, isAlive, signIn, useStart, WITHIN_MS } from './start-bench.ts';

const bench = useStart('none');

/** What other accounts may do anything with, of all there is in the folder. */
function openToOthers(folder: string): string[] {
  const paths = [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))];
  return paths.filter((path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0);
}

async function statusOf(url: string, ca: string): Promise<number | undefined> {
  const request = get(url, { ca, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('starts everything, says once how to sign in, brings back what dies, stops cleanly, and starts again', async () => {
    const first = bench.start({ TLS: 'on', TLS_PORT: '0' });
    const url = await first.url();
    const secureUrl = await first.waitForOutput(/HTTPS +(https:\S+)/);
    const ca = await (await fetch(`${await first.waitForOutput(/trust it: (\S+)\/trust/)}/api/v1/trust/authority.crt`)).text();
    expect(await statusOf(`${secureUrl}/health`, ca)).toBe(200);
    const link = await first.waitForOutput(/setup#(\S+)/);
    const email = 'ana@example.org';
    const password = 'a passphrase of the first run';
    expect(await bench.ready(url)).toEqual({ status: 'ready', database: 'ok', cameras: 1 });
    expect(await createAdministrator(url, { link: `${link}x`, email, password })).toBe(404);
    expect(await createAdministrator(url, { link, email, password })).toBe(200);
    expect(await createAdministrator(url, { link, email: 'ben@example.org', password })).toBe(404);
    expect(await signIn(url, email, password)).toBe(200);
    expect(await signIn(url, email, `${password}x`)).toBe(401);

    const logs = readdirSync(join(bench.dataDir, 'logs')).map((name) => readFileSync(join(bench.dataDir, 'logs', name), 'utf8'));
    expect(logs.join('')).toContain('listening');
    expect(logs.join('')).not.toContain(password);
    expect(logs.join('')).not.toContain(link);
    expect(readdirSync(bench.dataDir)).toEqual(expect.arrayContaining(['cameras', 'db', 'hub.lock', 'logs', 'run', 'secrets.json', 'tls']));
    expect(openToOthers(bench.dataDir)).toEqual([]);

    process.kill(first.pidOf('hub/src/main.ts'), 'SIGKILL');
    await first.waitForOutput(/hub ended \(SIGKILL\)/);
    await first.waitForOutput(/hub is back/);
    await expect.poll(() => bench.ready(url), { timeout: WITHIN_MS }).toMatchObject({ cameras: 1 });
    expect(await statusOf(`${secureUrl}/health`, ca)).toBe(200);

    const pids = first.descendants().map(({ pid }) => pid);
    expect(pids).toHaveLength(4);
    expect(await first.end('SIGINT')).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);

    const second = bench.start();
    const again = await second.url();
    expect(second.output).not.toMatch(/Sign in|setup#|Installing|Building|HTTPS/);
    expect(await signIn(again, email, password)).toBe(200);
  });
});

describe.skipIf(process.platform === 'win32')('npm start with DATABASE_URL, as in docker-compose.yml', () => {
  let database: TemporaryDatabase;

  beforeAll(async () => {
    database = await createTemporaryDatabase();
  });

  afterAll(() => database.close());

  it('runs no database of its own and uses the server', async () => {
    const DATABASE_URL = database.url;
    const one = bench.start({ DATABASE_URL, EYEPIECE_ADMIN_EMAIL: 'ana@example.org', EYEPIECE_ADMIN_PASSWORD: 'a long enough passphrase' });
    const url = await one.url();
    expect(await signIn(url, 'ana@example.org', 'a long enough passphrase')).toBe(200);
    expect(one.output).not.toContain('a long enough passphrase');
    expect(one.descendants().filter(({ command }) => command.includes('pglite'))).toEqual([]);
    expect(readdirSync(bench.dataDir)).not.toContain('db');
    expect(await one.end('SIGTERM')).toBe(0);

    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    const { rows } = await client.query("select count(*)::int as tables from information_schema.tables where table_schema = 'public'");
    expect((rows as { tables: number }[])[0]?.tables).toBeGreaterThan(4);
    await client.end();
  });
});
