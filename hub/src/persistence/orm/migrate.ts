import type { MikroORM } from '@mikro-orm/postgresql';
import { MIGRATIONS } from '../migrations/index.ts';
import { MIGRATIONS_TABLE } from './orm-options.ts';

/** The message is one line for the operator. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
}

/** Key of the advisory lock: the ASCII codes of "EYEP". */
const MIGRATION_LOCK = 0x45_59_45_50;

/**
 * Migrates the schema, one hub at a time: the transaction of the migration holds a lock.
 *
 * The migrator would create its own table outside that transaction, on another connection. Two hubs would then race, and
 * PGlite, which serves one transaction at a time, would deadlock. So the table is created first, under the lock.
 * @param upTo the last migration to run; by default all
 * @returns the names of the migrations that ran
 * @throws {NewerDatabaseError} when the schema is newer than this program, which could damage it
 */
export async function migrate(orm: MikroORM, upTo?: string): Promise<string[]> {
  await inLock(orm, async (em) => {
    await em.execute(`create table if not exists "${MIGRATIONS_TABLE}"
      ("id" serial primary key, "name" varchar(255) not null, "executed_at" timestamptz default current_timestamp)`);
  });
  await refuseNewer(orm);
  if ((await orm.migrator.getPending()).length === 0) return [];
  return inLock(orm, async (em) => {
    const transaction = em.getTransactionContext<object>();
    if (transaction === undefined) throw new Error('migrations need a transaction');
    const ran = await orm.migrator.up({ transaction, ...(upTo !== undefined && { to: upTo }) });
    return ran.map(({ name }) => name);
  });
}

async function refuseNewer(orm: MikroORM): Promise<void> {
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const unknown = (await orm.migrator.getExecuted()).map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new NewerDatabaseError(
    `The database was changed by a newer version of Eyepiece (${unknown.join(', ')}): install that version, or restore a backup of this one`,
  );
}

function inLock<T>(orm: MikroORM, work: (em: MikroORM['em']) => Promise<T>): Promise<T> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    return work(em);
  });
}
