import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PGlite } from '@electric-sql/pglite';
import { startPglite } from './pglite.ts';
import type { RunningDatabase } from './pglite.ts';
import { ensurePgliteTemplate } from './pglite-template.ts';
import { startPostgres } from './postgres.ts';
import { serveWire } from './wire-server.ts';

const CONNECTIONS = 8;
/** Larger than the buffer of a Unix socket, so that one query arrives in several chunks. */
const LARGE_CHARS = 400_000;

const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eyepiece db '));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const servers: [string, () => Promise<RunningDatabase>][] = [
  ['PGlite', () => startPglite({ dataDir: temporaryFolder(), template: '' })],
  ['PostgreSQL', startPostgres],
];

describe.each(servers)('%s', (_name, start) => {
  let database: RunningDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await start();
    pool = new pg.Pool({ connectionString: database.url, max: CONNECTIONS });
    // `pool.end` does not wait for the sockets: a late error message may reach a client that has no listener.
    pool.on('error', () => undefined);
    await pool.query('create table marks (session int not null, value int not null)');
  });

  afterAll(async () => {
    await pool.end();
    await database.close();
    await database.close();
  });

  it('returns to every client its own rows', async () => {
    const ask = async (index: number): Promise<boolean> => {
      const text = `${'x'.repeat(index % 2 === 0 ? LARGE_CHARS : 5)}${index}`;
      // Different column names make different statements, so that a Bind sent to the wrong statement fails.
      const { rows } = await pool.query<Record<string, unknown>>(`select $1::text as c${index % 5}, ${index} as n`, [text]);
      return rows[0]?.[`c${index % 5}`] === text && rows[0]['n'] === index;
    };
    const right = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(index)));
    expect(right.filter((one) => !one)).toEqual([]);
  });

  it('isolates transactions and rolls back', async () => {
    const transact = async (session: number): Promise<number> => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query('insert into marks values ($1, 1)', [session]);
        await client.query('insert into marks values ($1, 2)', [session]);
        const { rowCount } = await client.query('select 1 from marks where session = $1', [session]);
        await client.query(session % 2 === 0 ? 'commit' : 'rollback');
        return rowCount ?? 0;
      } finally {
        client.release();
      }
    };
    const seen = await Promise.all(Array.from({ length: 20 }, (_, session) => transact(session)));
    expect(seen).toEqual(Array.from({ length: 20 }, () => 2));
    const { rows } = await pool.query('select count(*)::int as n, count(distinct session)::int as sessions from marks');
    expect(rows).toEqual([{ n: 20, sessions: 10 }]);
  });

  it('continues after errors, inside and outside of transactions', async () => {
    await expect(pool.query('select $1::int / 0', [1])).rejects.toThrow('division by zero');
    const client = await pool.connect();
    await client.query('begin');
    await expect(client.query('select nothing')).rejects.toMatchObject({ code: '42703' });
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    await client.query('rollback');
    client.release();
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('rolls back the transaction of a client that disconnects', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    client.on('error', () => undefined);
    await client.query('begin');
    await client.query('insert into marks values (99, 1)');
    const stream = (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
    stream.destroy();
    const { rowCount } = await pool.query('select 1 from marks where session = 99');
    expect(rowCount).toBe(0);
  });
});

describe('the PGlite process', () => {
  it('keeps committed data when it is killed, and rejects a second start on the same folder', async () => {
    const dataDir = temporaryFolder();
    const first = await startPglite({ dataDir });
    const client = new pg.Client({ connectionString: first.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create table kept (value int)');
    await client.query('insert into kept values (42)');
    await expect(startPglite({ dataDir })).rejects.toThrow(`already in use by process ${first.pid}`);
    process.kill(first.pid, 'SIGKILL');
    await expect(client.query('select pg_sleep(60)')).rejects.toThrow();

    const second = await startPglite({ dataDir });
    const again = new pg.Client({ connectionString: second.url });
    await again.connect();
    expect((await again.query('select value from kept')).rows).toEqual([{ value: 42 }]);
    await again.end();
    await second.close();
    expect(existsSync(join(dataDir, 'db.lock'))).toBe(false);
    expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
  });
});

describe('a template', () => {
  const rowsOf = async (url: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<{ value: number }>('select value from filled')).rows;
    } finally {
      await client.end();
    }
  };
  const fill = async (url: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('create table filled as select 42 as value');
    await client.end();
  };

  it('is made once, whichever process is first, and copied to new data folders only', async () => {
    const folder = join(temporaryFolder(), 'cache', 'template');
    await Promise.all([ensurePgliteTemplate(folder, fill), ensurePgliteTemplate(folder, fill)]);
    await ensurePgliteTemplate(folder, () => Promise.reject(new Error('filled again')));
    expect(readdirSync(join(folder, '..'))).toEqual(['template']);

    const dataDir = temporaryFolder();
    // Left by a copy that was interrupted.
    mkdirSync(join(dataDir, 'db.new'));
    writeFileSync(join(dataDir, 'db.new', 'PG_VERSION'), '1');
    const copied = await startPglite({ dataDir, template: folder });
    expect(await rowsOf(copied.url)).toEqual([{ value: 42 }]);
    await copied.close();
    const again = await startPglite({ dataDir, template: join(folder, 'missing') });
    expect(await rowsOf(again.url)).toEqual([{ value: 42 }]);
    await again.close();
    expect(readdirSync(dataDir).sort()).toEqual(['db', 'run']);
  });
});

describe('serveWire over TCP', () => {
  const onFailure = (error: unknown): never => {
    throw error;
  };
  let database: PGlite;

  beforeAll(async () => {
    database = await PGlite.create();
  });

  afterAll(() => database.close());

  const connect = async (port: number, password: string): Promise<pg.Client> => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', password });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  it('rejects clients without the password', async () => {
    const server = await serveWire({ database, listen: { host: '127.0.0.1', port: 0 }, maxSessions: 4, password: 'right', onFailure });
    await expect(connect(server.port, 'wrong')).rejects.toMatchObject({ code: '28P01' });
    await expect(connect(server.port, 'rightly')).rejects.toMatchObject({ code: '28P01' });
    const client = await connect(server.port, 'right');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await server.close();
  });

  it('rejects clients above its limit with too_many_connections', async () => {
    const server = await serveWire({ database, listen: { host: '127.0.0.1', port: 0 }, maxSessions: 1, onFailure });
    await connect(server.port, '');
    await expect(connect(server.port, '')).rejects.toMatchObject({ code: '53300', message: 'too many connections: the limit is 1' });
    await server.close();
  });

  it('disconnects a client that does not finish connecting', async () => {
    const server = await serveWire({ database, listen: { host: '127.0.0.1', port: 0 }, maxSessions: 1, startupMs: 200, onFailure });
    const silent = createConnection({ host: '127.0.0.1', port: server.port, allowHalfOpen: true });
    await once(silent.resume(), 'end');
    silent.destroy();
    await server.close();
  });

  it('disconnects a rejected client that does not read the error', async () => {
    // Long enough for the first client to connect on a busy machine.
    const server = await serveWire({ database, listen: { host: '127.0.0.1', port: 0 }, maxSessions: 1, startupMs: 5000, onFailure });
    const client = await connect(server.port, '');
    const refused = createConnection({ host: '127.0.0.1', port: server.port, allowHalfOpen: true }).on('error', () => undefined);
    refused.resume().write(Buffer.from('00000010000300007573657200610000', 'hex'));
    await once(refused, 'end');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    refused.destroy();
    await server.close();
  });
});
