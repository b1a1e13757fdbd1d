/**
 * Work that hubs do one after the other. The lock is a PostgreSQL advisory lock of a connection of its own: the server
 * releases it when the connection ends, also when the hub dies.
 */
import pg from 'pg';
import { HubError } from '../errors.ts';

const CONNECT_MS = 5000;
const RETRY_AFTER_SECONDS = 5;
/** Time for which a hub waits for the others. */
const WAIT_MS = 30_000;

export interface Held {
  /** False once the connection has ended: another hub may have the lock. */
  readonly held: boolean;
}

/** Runs `work` while no other hub runs work of the same kind. */
export interface HubLock {
  run<T>(work: (lock: Held) => Promise<T>): Promise<T>;
}

/** The lock of a single hub. */
export const UNSHARED: HubLock = { run: (work) => work({ held: true }) };

interface DatabaseLockOptions {
  readonly url: string;
  /** Of all locks of the database. */
  readonly key: number;
  /** For the message when others keep the lock: "Captures are being removed". */
  readonly busy: string;
  readonly waitMs?: number;
}

export class DatabaseLock implements HubLock {
  readonly #options: DatabaseLockOptions;

  constructor(options: DatabaseLockOptions) {
    this.#options = options;
  }

  /** @throws {HubError} database_unavailable, or store_unavailable while others keep the lock */
  async run<T>(work: (lock: Held) => Promise<T>): Promise<T> {
    const state = { held: false };
    const client = await this.#connect(() => (state.held = false));
    try {
      await this.#lock(client);
      state.held = true;
      return await work(state);
    } finally {
      state.held = false;
      // Ending the connection releases the lock.
      await client.end().catch(() => undefined);
    }
  }

  async #connect(onEnd: () => void): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: (this.#options.waitMs ?? WAIT_MS) + CONNECT_MS,
      keepAlive: true,
      application_name: 'eyepiece lock',
    });
    client.on('error', onEnd);
    client.on('end', onEnd);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw new HubError('database_unavailable', 'The database is unavailable, try again shortly', { cause: error });
    }
  }

  async #lock(client: pg.Client): Promise<void> {
    const { key, busy, waitMs = WAIT_MS } = this.#options;
    try {
      // The server notices within seconds that the machine of a hub is gone.
      await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
      await client.query(`set lock_timeout = ${String(waitMs)}`);
      await client.query({ text: 'select pg_advisory_lock($1)', values: [key] });
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE)
        throw new HubError('store_unavailable', `${busy}, try again shortly`, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
      throw new HubError('database_unavailable', 'The database is unavailable, try again shortly', { cause: error });
    }
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
