import { RequestContext } from '@mikro-orm/core';
import { MikroORM, type SqlEntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { HubError } from '../errors.ts';
import { translateDatabaseError } from './database-errors.ts';
import { migrate } from './migrate.ts';
import { ormOptions } from './orm-options.ts';

export interface DatabaseOptions {
  /** postgresql:// address of PostgreSQL or PGlite. */
  readonly url: string;
  readonly logger: Logger;
  /** The last migration that is to run: for a schema as it was. */
  readonly upTo?: string;
}

const PING_TIMEOUT_MS = 3_000;

/** The hub's database. Every operation gets an EntityManager of its own: nothing is shared between requests. */
export class Database {
  readonly #orm: MikroORM;
  #closing: Promise<void> | undefined;
  /** The only query of health checks that is under way. */
  #ping: { readonly answered: Promise<boolean>; readonly deadlineMs: number } | undefined;

  constructor(orm: MikroORM) {
    this.#orm = orm;
  }

  /** Runs `work` with a fresh EntityManager. @throws {HubError} database_unavailable when the database is away */
  async use<T>(work: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    // The ORM would quietly connect anew.
    if (this.#closing) throw new HubError('shutting_down', 'The hub is shutting down');
    try {
      return await work(this.#orm.em.fork());
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /** As `use`, in one transaction that is rolled back when `work` throws. */
  transaction<T>(work: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    return this.use((em) => em.transactional(work));
  }

  /** Koa middleware: gives each request a context of its own. */
  context(): (ctx: unknown, next: () => Promise<unknown>) => Promise<unknown> {
    return (_ctx, next) => RequestContext.create(this.#orm.em, next);
  }

  /** As `use`; gives up waiting after the time. What the database was asked may still be done. */
  async useWithin<T>(ms: number, work: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new HubError('database_unavailable', `The database does not answer within ${ms} ms`)), ms);
    });
    return Promise.race([this.use(work), late]).finally(() => {
      clearTimeout(timer);
    });
  }

  /** Whether the database answers now. Never throws. Checks of a database that hangs share one query. */
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

  /** Whether tables and entities differ: a migration is missing. */
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
    if (ran.length > 0) logger.info({ migrations: ran }, 'database schema brought up to date');
    return new Database(orm);
  } catch (error) {
    await orm.close(true);
    throw translateDatabaseError(error);
  }
}
