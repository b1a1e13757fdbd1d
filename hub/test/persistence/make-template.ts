/**
 * Makes a database with the current schema for tests that start hubs as processes, and prints where it is:
 * `node make-template.ts pglite` a folder, `node make-template.ts postgres` the name of a database on the server at
 * TEST_POSTGRES_URL.
 */
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { MIGRATED, migratedPglite } from './templates.ts';

async function onServer(): Promise<string> {
  await (await createTemporaryDatabase(MIGRATED)).close();
  return MIGRATED.name;
}

const [kind] = process.argv.slice(2);
if (kind !== 'pglite' && kind !== 'postgres') throw new Error('usage: node make-template.ts pglite|postgres');
process.stdout.write(await (kind === 'pglite' ? migratedPglite() : onServer()));
