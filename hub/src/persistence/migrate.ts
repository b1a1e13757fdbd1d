import type { MikroORM } from '@mikro-orm/postgresql';
import { MIGRATIONS_TABLE } from './orm-options.ts';

/** Names the lock among all advisory locks of the database: the ASCII codes of "EYEP". */
const MIGRATION_LOCK = 0x45_59_45_50;

/**
 * Brings the schema up to date, one hub at a time: the lock is held by the transaction that does it all.
 *
 * The migrator makes its own table outside that transaction, on another connection: two hubs would race for it, and
 * PGlite, which serves one transaction at a time, would wait for itself. So the table is made first, under the lock.
 * @param upTo the last one to run; all without
 * @returns the names of the migrations that ran
 */
export async function migrate(orm: MikroORM, upTo?: string): Promise<string[]> {
  await inLock(orm, async (em) => {
    await em.execute(`create table if not exists "${MIGRATIONS_TABLE}"
      ("id" serial primary key, "name" varchar(255) not null, "executed_at" timestamptz default current_timestamp)`);
  });
  if ((await orm.migrator.getPending()).length === 0) return [];
  return inLock(orm, async (em) => {
    const transaction = em.getTransactionContext<object>();
    if (transaction === undefined) throw new Error('migrations need a transaction');
    const ran = await orm.migrator.up({ transaction, ...(upTo !== undefined && { to: upTo }) });
    return ran.map(({ name }) => name);
  });
}

function inLock<T>(orm: MikroORM, work: (em: MikroORM['em']) => Promise<T>): Promise<T> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    return work(em);
  });
}
