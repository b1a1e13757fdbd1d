/** Keeps the database small: deletes old records and dead rows. */
import type { Logger } from 'pino';
import { ALONE, type Leader } from '../../persistence/leadership.ts';
import type { Database } from '../../persistence/orm/orm.ts';

interface UpkeepParts {
  readonly database: Database;
  readonly logger: Logger;
  readonly limits?: Partial<UpkeepLimits>;
  readonly everyMs?: number;
  /** Of several hubs, only this one runs the tasks. */
  readonly leader?: Leader | undefined;
}

export interface UpkeepLimits {
  /** Maximum entries of the audit trail. */
  readonly auditEvents: number;
  /** Maximum ended jobs per camera. */
  readonly jobsPerCamera: number;
  /** Maximum revoked and expired links. */
  readonly formerShares: number;
  /** Maximum revisions per capture: the first and the newest. */
  readonly captureRevisions: number;
}

const LIMITS: UpkeepLimits = { auditEvents: 1_000_000, jobsPerCamera: 10_000, formerShares: 5000, captureRevisions: 500 };
const EVERY_MS = 15 * 60 * 1000;
/** Tables with frequently replaced rows. The embedded database has no autovacuum, so without this its files would only grow. */
const TABLES = [
  'annotations',
  'annotation_revisions',
  'session_participants',
  'session_entries',
  'session_entry_revisions',
  'archives',
  'shares',
  'jobs',
];

export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #limits: UpkeepLimits;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#limits = { ...LIMITS, ...parts.limits };
  }

  /** Starts running every 15 minutes. */
  start(): void {
    this.#timer = setTimeout(() => {
      const { isLeader } = this.#parts.leader ?? ALONE;
      this.#running = (isLeader ? this.run() : Promise.resolve())
        .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'database maintenance failed; retrying later'))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    }, this.#parts.everyMs ?? EVERY_MS).unref();
  }

  /** Runs all tasks now. */
  async run(): Promise<void> {
    const { auditEvents, jobsPerCamera, formerShares, captureRevisions } = this.#limits;
    await this.#execute('delete from audit_events where id <= (select max(id) from audit_events) - ?', auditEvents);
    await this.#execute(
      `delete from jobs where id in (select id from (select id, row_number() over (partition by camera_id order by started_at_us desc, id desc) as place
         from jobs where ended_at_us is not null) as placed where place > ?)`,
      jobsPerCamera,
    );
    await this.#execute(
      `delete from shares where id in (select id from shares where revoked_at is not null or expires_at < now()
         order by created_at desc, id desc offset ?)`,
      formerShares,
    );
    await this.#execute(
      `delete from capture_revisions where id in (select id from (select id, row_number() over (partition by capture_id order by id desc) as place,
         min(id) over (partition by capture_id) as first from capture_revisions) as placed where place >= ? and id <> first)`,
      captureRevisions,
    );
    for (const table of TABLES) if (!this.#closed) await this.#execute(`vacuum ${table}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #execute(sql: string, ...parameters: readonly number[]): Promise<void> {
    if (!this.#closed) await this.#parts.database.use((em) => em.execute(sql, [...parameters]));
  }
}
