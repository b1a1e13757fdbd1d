/** Dumps the database as JSON lines, one file per table. The format is the same for PostgreSQL and PGlite. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AuditAction } from '@eyepiece/shared-types';
import pg from 'pg';
import { z } from 'zod';
import { MIGRATIONS_TABLE } from '../src/persistence/orm/orm-options.ts';
import { SetupError } from '@eyepiece/host/setup-error';

const ROWS_AT_ONCE = 500;

const manifestSchema = z.object({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** The newest migration of the dumped schema. */
  migration: z.string(),
  tables: z.array(z.object({ name: z.string().regex(/^[a-z_]+$/), rows: z.int() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Dumps a consistent snapshot of all tables. Replaces the previous dump once the new one is complete. */
export async function dumpDatabase(databaseUrl: string, folder: string): Promise<Manifest> {
  const partial = join(folder, 'database.partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const manifest = await inTransaction(databaseUrl, 'repeatable read read only', async (client) => {
    const { rows } = await client.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE} order by name desc limit 1`);
    const tables: Manifest['tables'] = [];
    for (const name of await tableNames(client)) tables.push({ name, rows: await dumpTable(client, name, join(partial, `${name}.jsonl`)) });
    return { format: 1 as const, madeAt: new Date().toISOString(), migration: rows[0]?.name ?? '', tables };
  });
  await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await replaceFolder(partial, join(folder, 'database'), join(folder, 'database.previous'));
  return manifest;
}

/** The manifest and folder of the newest complete dump. @throws {SetupError} when there is none */
export async function readManifest(folder: string): Promise<{ dump: string; manifest: Manifest }> {
  for (const name of ['database', 'database.previous']) {
    const dump = join(folder, name);
    const text = await readFile(join(dump, 'manifest.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return { dump, manifest: manifestSchema.parse(JSON.parse(text)) };
  }
  throw new SetupError(`${folder} holds no backup`);
}

/** Loads a dump. The tables must exist, be empty and have the dump's schema. */
export async function loadDatabase(databaseUrl: string, dump: string, { tables }: Manifest): Promise<void> {
  await inTransaction(databaseUrl, 'read committed', async (client) => {
    for (const { name, rows } of tables) {
      const loaded = await loadTable(client, name, join(dump, `${name}.jsonl`));
      if (loaded !== rows) throw new SetupError(`${name}.jsonl has ${String(loaded)} rows, the backup says ${String(rows)}`);
    }
    await setSequences(client);
  });
}

/** Records a complete backup in the audit trail. */
export async function recordBackup(databaseUrl: string, folder: string, details: object): Promise<void> {
  await inTransaction(databaseUrl, 'read committed', (client) =>
    client.query('insert into audit_events (at, actor_name, action, subject, details) values (now(), $1, $2, $3, $4)', [
      '',
      'backup.created' satisfies AuditAction,
      folder,
      JSON.stringify(details),
    ]),
  );
}

export async function isEmpty(databaseUrl: string): Promise<boolean> {
  const tables = await inTransaction(databaseUrl, 'read committed', tableNames);
  return tables.length === 0;
}

async function inTransaction<T>(databaseUrl: string, mode: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined); // the query that is running rejects with the same error
  await client.connect();
  try {
    await client.query(`begin isolation level ${mode}`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } finally {
    await client.end();
  }
}

async function tableNames(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> $1 order by tablename`,
    [MIGRATIONS_TABLE],
  );
  return rows.map(({ name }) => name);
}

async function dumpTable(client: pg.Client, table: string, path: string): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    await client.query(`declare dumped no scroll cursor for select to_jsonb("${table}")::text as line from "${table}"`);
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`fetch ${String(ROWS_AT_ONCE)} from dumped`);
      count += rows.length;
      if (rows.length === 0) break;
      yield `${rows.map(({ line }) => line).join('\n')}\n`;
    }
    await client.query('close dumped');
  }
  await pipeline(Readable.from(lines()), createWriteStream(path, { flush: true }));
  return count;
}

async function loadTable(client: pg.Client, table: string, path: string): Promise<number> {
  let count = 0;
  let batch: string[] = [];
  const insert = async (): Promise<void> => {
    await client.query(`insert into "${table}" select * from jsonb_populate_recordset(null::"${table}", $1::jsonb)`, [
      `[${batch.join(',')}]`,
    ]);
    count += batch.length;
    batch = [];
  };
  for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
    batch.push(line);
    if (batch.length === ROWS_AT_ONCE) await insert();
  }
  if (batch.length > 0) await insert();
  return count;
}

/** Sets every sequence past the highest loaded value, so that new rows get unused numbers. */
async function setSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select c.table_name as table, c.column_name as column, pg_get_serial_sequence(format('%I', c.table_name), c.column_name) as sequence
     from information_schema.columns c join pg_tables t on t.schemaname = 'public' and t.tablename = c.table_name
     where c.table_schema = 'public' and c.table_name <> $1 and pg_get_serial_sequence(format('%I', c.table_name), c.column_name) is not null`,
    [MIGRATIONS_TABLE],
  );
  for (const { table, column, sequence } of rows) {
    await client.query(`select setval($1, coalesce((select max("${column}") from "${table}"), 0) + 1, false)`, [sequence]);
  }
}

async function replaceFolder(from: string, to: string, aside: string): Promise<void> {
  await rm(aside, { recursive: true, force: true });
  await rename(to, aside).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  await rename(from, to);
  await rm(aside, { recursive: true, force: true });
}
