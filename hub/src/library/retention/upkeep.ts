/** Keeps the database small: deletes old records and dead rows. */
import type { Logger } from 'pino';
import type { Audit } from '../../people/audit/audit.ts';
import { ALONE, type Leader } from '../../persistence/leadership.ts';
import type { Database } from '../../persistence/orm/orm.ts';

interface UpkeepParts {
  readonly database: Database;
  readonly audit: Pick<Audit, 'recordIfPossible'>;
  /** Entries of the audit trail that are older are deleted. */
  readonly auditDays: number;
  readonly logger: Logger;
  readonly limits?: Partial<UpkeepLimits>;
  readonly everyMs?: number;
  /** Of several hubs, only this one runs the tasks. */
  readonly leader?: Leader | undefined;
}

export interface UpkeepLimits {
  /** Maximum entries of the audit trail per action, so that a flood of one action does not displace the others. */
  readonly auditEventsPerAction: number;
  /** Maximum ended jobs per camera. */
  readonly jobsPerCamera: number;
  /** Maximum revoked and expired links. */
  readonly formerShares: number;
  /** Maximum revoked and expired API keys. */
  readonly formerKeys: number;
  /** Maximum revisions per capture: the first and the newest. */
  readonly captureRevisions: number;
  /** Maximum records of removed captures: the newest. */
  readonly removedCaptures: number;
}

const LIMITS: UpkeepLimits = {
  auditEventsPerAction: 250_000,
  jobsPerCamera: 10_000,
  formerShares: 5000,
  formerKeys: 5000,
  captureRevisions: 500,
  removedCaptures: 250_000,
};
/** Longer than a computer with captures in its spool is usually switched off. */
const REMOVED_DAYS = 400;
const EVERY_MS = 15 * 60 * 1000;
const AT_ONCE = 10_000;
/** Tables with frequently replaced rows. The embedded database has no autovacuum, so without this its files would only grow. */
const TABLES = [
  'annotations',
  'annotation_revisions',
  'session_participants',
  'session_entries',
  'session_entry_revisions',
  'archives',
  'audit_events',
  'capture_numbers',
  'removed_captures',
  'shares',
  'api_keys',
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
    const { jobsPerCamera, formerShares, formerKeys, captureRevisions } = this.#limits;
    await this.#expireAudit();
    await this.#expireRemoved();
    await this.#execute(
      `delete from jobs where id in (select id from (select id, row_number() over (partition by camera_id order by started_at_us desc, id desc) as place
         from jobs where ended_at_us is not null) as placed where place > ?)`,
      jobsPerCamera,
    );
    for (const [table, kept] of [['shares', formerShares] as const, ['api_keys', formerKeys] as const]) {
      await this.#execute(
        `delete from ${table} where id in (select id from ${table} where revoked_at is not null or expires_at < now()
           order by created_at desc, id desc offset ?)`,
        kept,
      );
    }
    await this.#execute(
      `delete from capture_revisions where id in (select id from (select id, row_number() over (partition by capture_id order by id desc) as place,
         min(id) over (partition by capture_id) as first from capture_revisions) as placed where place >= ? and id <> first)`,
      captureRevisions,
    );
    for (const table of TABLES) if (!this.#closed) await this.#execute(`vacuum ${table}`);
  }

  /** Records how many entries it has deleted, so that the trail shows that it once began earlier. */
  async #expireAudit(): Promise<void> {
    const { auditDays, audit } = this.#parts;
    let entries = await this.#deleteInParts('audit_events', 'at < now() - make_interval(days => ?)', auditDays);
    for (const action of await this.#auditActions()) {
      entries += await this.#deleteInParts(
        'audit_events',
        'action = ? and (at, id) <= (select at, id from audit_events where action = ? order by at desc, id desc offset ? limit 1)',
        ...[action, action, this.#limits.auditEventsPerAction],
      );
    }
    if (entries > 0) await audit.recordIfPossible({ action: 'audit.expired', subject: 'audit', details: { entries } });
  }

  /** A record that is deleted too early lets a repeated upload bring its capture back, which can be removed again. */
  async #expireRemoved(): Promise<void> {
    await this.#deleteInParts('removed_captures', 'removed_at < now() - make_interval(days => ?)', REMOVED_DAYS);
    await this.#deleteInParts(
      'removed_captures',
      '(removed_at, id) <= (select removed_at, id from removed_captures order by removed_at desc, id desc offset ? limit 1)',
      this.#limits.removedCaptures,
    );
  }

  /** Deletes in parts, because one statement for a million rows holds a connection and locks for long. */
  async #deleteInParts(table: string, condition: string, ...parameters: readonly (string | number)[]): Promise<number> {
    let deleted = 0;
    while (!this.#closed) {
      const [row] = await this.#parts.database.use((em) =>
        em.execute<{ count: string }[]>(
          `with gone as (delete from ${table} where id in (select id from ${table} where ${condition} limit ${String(AT_ONCE)}) returning 1)
           select count(*) as count from gone`,
          [...parameters],
        ),
      );
      deleted += Number(row?.count ?? 0);
      if (Number(row?.count ?? 0) < AT_ONCE) break;
    }
    return deleted;
  }

  /** The actions of the trail, one look-up in the index for each. */
  async #auditActions(): Promise<string[]> {
    if (this.#closed) return [];
    const rows = await this.#parts.database.use((em) =>
      em.execute<{ action: string }[]>(
        `with recursive found as (
           (select action from audit_events order by action limit 1)
           union all
           select (select e.action from audit_events e where e.action > found.action order by e.action limit 1) from found
           where found.action is not null)
         select action from found where action is not null`,
      ),
    );
    return rows.map(({ action }) => action);
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
