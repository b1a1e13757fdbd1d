import { Migrator } from '@mikro-orm/migrations';
import type { Options } from '@mikro-orm/core';
import type { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { releaseBrokenClients } from './broken-clients.ts';
import { ENTITIES } from '../entities/index.ts';
import { MIGRATIONS } from '../migrations/index.ts';

export const MIGRATIONS_TABLE = 'eyepiece_migrations';

/** Maximum connections. The hub's queries are short, and viewers use none. */
const POOL_MAX = 6;
const IDLE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 30_000;

/** @param log receives messages of the ORM: warnings about dropped connections, and statements when `debug` is set */
export function ormOptions(url: string, log: (message: string) => void): Partial<Options<PostgreSqlDriver>> {
  return {
    clientUrl: url,
    entities: ENTITIES,
    extensions: [Migrator],
    migrations: { migrationsList: MIGRATIONS, tableName: MIGRATIONS_TABLE, snapshot: false, silent: true },
    // Functions and triggers exist only in migrations.
    schemaGenerator: { ignoreTriggers: true, ignoreRoutines: true },
    forceUtcTimezone: true,
    // Without a minimum, the pool connects on demand: the next query after an outage of the database reconnects.
    pool: { min: 0, max: POOL_MAX, idleTimeoutMillis: IDLE_MS },
    driverOptions: {
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
      onPoolCreated: releaseBrokenClients,
    },
    logger: log,
    colors: false,
  };
}
