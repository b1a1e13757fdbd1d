/**
 * Elects one of several hubs for work that must not be done twice at once. The leader holds a PostgreSQL advisory lock in a
 * connection of its own: the server gives the lock to another hub when the connection ends, also when the leader dies.
 */
import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Logger } from 'pino';

/** Key of the advisory lock: the ASCII codes of "LEAD". One of several hubs always holds it. */
export const LEADER_LOCK = 0x4c_45_41_44;
const CHECK_EVERY_MS = 2000;
const QUERY_MS = 5000;
const CONNECT_MS = 5000;

interface LeadershipEvents {
  /** This hub is the leader from now on. */
  elected: [];
  /** The connection has ended, so another hub may be the leader. */
  lost: [];
}

/** Says whether this hub does the work that one hub does for all. */
export interface Leader {
  readonly isLeader: boolean;
  on(event: 'elected' | 'lost', listener: () => void): unknown;
  close(): Promise<void>;
}

/** The leader of a single hub is the hub itself. */
export const ALONE: Leader = { isLeader: true, on: () => undefined, close: () => Promise.resolve() };

export class Leadership extends EventEmitter<LeadershipEvents> implements Leader {
  readonly #url: string;
  readonly #logger: Logger;
  readonly #everyMs: number;
  #client: pg.Client | undefined;
  #isLeader = false;
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<void> | undefined;
  #closed = false;

  constructor({ url, logger, everyMs = CHECK_EVERY_MS }: { url: string; logger: Logger; everyMs?: number }) {
    super();
    this.#url = url;
    this.#logger = logger;
    this.#everyMs = everyMs;
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  /** Tries to become the leader now, and then at each interval. Never rejects. */
  start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
      if (!this.#closed) this.#timer = setTimeout(() => void this.start(), this.#everyMs).unref();
    });
    return this.#checking;
  }

  /** Gives the lock to another hub. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#checking;
    await this.#end();
  }

  async #check(): Promise<void> {
    try {
      const client = (this.#client ??= await this.#connect());
      if (this.#isLeader) await client.query('select 1');
      else {
        const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LEADER_LOCK]);
        if (rows[0]?.locked === true && !this.#closed) this.#elected();
      }
    } catch (error) {
      this.#logger.debug({ err: error }, 'the leader of the hubs could not be determined');
      await this.#end();
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      keepAlive: true,
      application_name: 'eyepiece leader',
    });
    // Also emitted when the server ends the connection; the next check connects again.
    client.on('error', () => void this.#end());
    try {
      await client.connect();
      // The server notices within seconds that the machine of the leader is gone.
      await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  #elected(): void {
    this.#isLeader = true;
    this.#logger.info('this hub does the housekeeping for all hubs');
    this.emit('elected');
  }

  async #end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (this.#isLeader) {
      this.#isLeader = false;
      this.emit('lost');
    }
    await client?.end().catch(() => undefined);
  }
}
