/**
 * Reads rules and used space again, because other hubs change them. Between two readings, each hub may exceed the quota by
 * what the others store.
 */
import type { Logger } from 'pino';
import type { Database } from '../../persistence/orm/orm.ts';
import type { Quota } from './quota.ts';
import type { StoredRules } from './rules.ts';

const EVERY_MS = 15_000;

interface SharedStorageParts {
  readonly database: Database;
  readonly rules: StoredRules;
  readonly quota: Quota;
  readonly logger: Logger;
  readonly everyMs?: number;
}

export class SharedStorage {
  readonly #parts: SharedStorageParts;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #closed = false;

  constructor(parts: SharedStorageParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#reading = this.#read().finally(() => {
        if (!this.#closed) this.start();
      });
    }, this.#parts.everyMs ?? EVERY_MS).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { database, rules, quota, logger } = this.#parts;
    try {
      await rules.reload();
      await quota.recount(database);
    } catch (error) {
      logger.debug({ err: error }, 'the storage rules and the used space could not be read again');
    }
  }
}
