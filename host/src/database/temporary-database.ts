import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startPostgres } from './postgres.ts';

export interface TemporaryDatabase {
  readonly url: string;
  close(): Promise<void>;
}

/** Content that new databases start with. It is made once on each server. */
export interface DatabaseTemplate {
  /** A lower-case identifier that changes with the content. */
  readonly name: string;
  readonly fill: (url: string) => Promise<void>;
}

/** Key of the advisory lock: the ASCII codes of "TMPL". */
const TEMPLATE_LOCK = 0x54_4d_50_4c;

/**
 * An empty database, or a copy of a template: on the server at TEST_POSTGRES_URL, which tests share, else on a server of
 * its own.
 */
export async function createTemporaryDatabase(template?: DatabaseTemplate): Promise<TemporaryDatabase> {
  const shared = process.env['TEST_POSTGRES_URL'];
  return shared === undefined ? onOwnServer(template) : onSharedServer(shared, template);
}

async function onOwnServer(template?: DatabaseTemplate): Promise<TemporaryDatabase> {
  const server = await startPostgres();
  try {
    await template?.fill(server.url);
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function onSharedServer(server: string, template?: DatabaseTemplate): Promise<TemporaryDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await connected(server, async (client) => {
    if (template) await provideTemplate(client, server, template);
    await client.query(`create database ${name}${template ? ` template ${template.name}` : ''}`);
  });
  return {
    url: urlOf(server, name),
    close: async () => {
      await connected(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function provideTemplate(client: pg.Client, server: string, { name, fill }: DatabaseTemplate): Promise<void> {
  const lock = [TEMPLATE_LOCK];
  await client.query('select pg_advisory_lock($1)', lock);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
    if (rowCount === 1) return;
    // One that is not marked as a template was left half-made.
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
    await fill(urlOf(server, name));
    // PostgreSQL copies a database only while nothing is connected to it.
    await client.query(`alter database ${name} is_template true allow_connections false`);
  } finally {
    await client.query('select pg_advisory_unlock($1)', lock);
  }
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
