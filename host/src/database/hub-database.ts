/**
 * Databases for hubs that tests start as processes. A hub would migrate an empty one at its start, which takes longer than
 * the rest of the start. The checks make migrated templates once (scripts/checks/resources.ts); without them the databases
 * are empty.
 */
import { createTemporaryDatabase, type TemporaryDatabase } from './temporary-database.ts';

/** A database on the server at TEST_POSTGRES_URL: a copy of TEST_POSTGRES_TEMPLATE, or empty. */
export function createHubDatabase(): Promise<TemporaryDatabase> {
  const name = process.env['TEST_POSTGRES_TEMPLATE'];
  if (name === undefined) return createTemporaryDatabase();
  return createTemporaryDatabase({ name, fill: () => Promise.reject(new Error(`TEST_POSTGRES_TEMPLATE=${name}: no such database`)) });
}

/** A template for `startPglite`; undefined: the one for all databases. */
export const hubPgliteTemplate = (): string | undefined => process.env['PGLITE_HUB_TEMPLATE'];
