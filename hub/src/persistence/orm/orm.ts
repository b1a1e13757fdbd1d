import { RequestContext } from '@mikro-orm/core';
import { MikroORM, type SqlEntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import { translateDatabaseError } from './database-errors.ts';
import { migrate } from './migrate.ts';
import { ormOptions } from './orm-options.ts';

export interface DatabaseOptions {
  /** postgresql:// address of PostgreSQL or PGlite. */
  readonly url: string;
  readonly logger: Logger;
  /** The last migration to run, for an older schema. */
  readonly upTo?: string;
}

const PING_TIMEOUT_MS = 3_000;

/** Connections to the database, those in use, and queries that wait for one. */
export interface PoolUse {
  readonly connections: number;
  readonly busy: number;
  readonly waiting: number;
}

/** The hub's database. Every operation gets its own EntityManager, so requests share nothing. */
export class Database {
  readonly #orm: MikroORM;
  readonly #pool: Pool | undefined;
  #closing: Promise<void> | undefined;
  /** The health check query in progress. */
  #ping: { readonly answered: Promise<boolean>; readonly deadlineMs: number } | undefined;

  constructor(orm: MikroORM, pool?: Pool) {
    this.#orm = orm;
    this.#pool = pool;
  }

  get poolUse(): PoolUse {
    const { totalCount: connections = 0, idleCount: idle = 0, waitingCount: waiting = 0 } = this.#pool ?? {};
    return { connections, busy: connections - idle, waiting };
  }

  /** Runs `work` with a new EntityManager. @throws {HubError} database_unavailable */
  async use<T>(work: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    // The ORM would reconnect after close.
    if (this.#closing) throw new HubError('shutting_down', 'The hub is shutting down');
    try {
      return await work(this.#orm.em.fork());
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /** Like `use`, in a transaction that is rolled back when `work` throws. */
  transaction<T>(work: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    return this.use((em) => em.transactional(work));
  }

  /** Koa middleware that gives each request its own context. */
  context(): (ctx: unknown, next: () => Promise<unknown>) => Promise<unknown> {
    return (_ctx, next) => RequestContext.create(this.#orm.em, next);
  }

  /** Like `use`, with a timeout. The query may still complete after it. */
  async useWithin<T>(ms: number, work: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new HubError('database_unavailable', `The database did not respond within ${ms} ms`)), ms);
    });
    return Promise.race([this.use(work), late]).finally(() => {
      clearTimeout(timer);
    });
  }

  /** Whether the database responds. Never throws. Concurrent checks share one query. */
  async ping(): Promise<boolean> {
    this.#ping ??= {
      answered: this.use((em) => em.execute('select 1'))
        .then(
          () => true,
          () => false,
        )
        .finally(() => (this.#ping = undefined)),
      deadlineMs: performance.now() + PING_TIMEOUT_MS,
    };
    const { answered, deadlineMs } = this.#ping;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, Math.max(0, deadlineMs - performance.now()), false)));
    return Promise.race([answered, late]).finally(() => {
      clearTimeout(timer);
    });
  }

  /** Whether tables and entities differ, which means that a migration is missing. */
  schemaDiffers(): Promise<boolean> {
    return this.#orm.migrator.checkSchema();
  }

  close(): Promise<void> {
    this.#closing ??= this.#orm.close(true);
    return this.#closing;
  }
}

/** Connects and migrates. @throws {HubError} database_unavailable */
export async function openDatabase({ url, logger, upTo }: DatabaseOptions): Promise<Database> {
  const orm = new MikroORM(
    ormOptions(url, (message) => {
      logger.warn({ component: 'database' }, message);
    }),
  );
  try {
    const ran = await migrate(orm, upTo);
    if (ran.length > 0) logger.info({ migrations: ran }, 'database schema migrated');
    return new Database(orm, await orm.driver.getConnection().getNativeClient());
  } catch (error) {
    await orm.close(true);
    throw translateDatabaseError(error);
  }
}
