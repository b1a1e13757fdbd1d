/**
 * Databases for hubs that tests start as processes. A hub would migrate an empty one at its start. The checks make a migrated
 * template once (scripts/checks/resources.ts); without it the databases are empty.
 */
import { createTemporaryDatabase, type TemporaryDatabase } from './temporary-database.ts';

/** A database on the server at TEST_POSTGRES_URL: a copy of TEST_POSTGRES_TEMPLATE, or empty. */
export function createHubDatabase(): Promise<TemporaryDatabase> {
  const name = process.env['TEST_POSTGRES_TEMPLATE'];
  if (name === undefined) return createTemporaryDatabase();
  return createTemporaryDatabase({ name, fill: () => Promise.reject(new Error(`TEST_POSTGRES_TEMPLATE=${name}: no such database`)) });
}
