import { withoutKeys, type AuditAction } from '@eyepiece/shared-types';
import { AuditEventEntity, type AuditEventRow } from '../../persistence/entities/people/audit-event.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { RepeatedEntries } from './repeated-entries.ts';

/** Actor and address. Without `principal`: the hub itself, or a client that is not signed in. */
export interface Origin {
  readonly principal?: { readonly userId: string; readonly name: string } | undefined;
  readonly address?: string | undefined;
}

export interface AuditEntry extends Origin {
  readonly action: AuditAction;
  readonly subject: string;
  readonly details?: object;
  /** Time of the action; defaults to now. */
  readonly at?: Date;
}

export class Audit {
  readonly #database: Database;
  readonly #repeated: RepeatedEntries;
  readonly #onError: (error: unknown) => void;

  /** @param onError called when an entry could not be written that nobody waits for */
  constructor(database: Database, onError: (error: unknown) => void = () => undefined) {
    this.#database = database;
    this.#onError = onError;
    this.#repeated = new RepeatedEntries({ record: (entry) => this.record(entry), onError });
  }

  /** For entries that clients can cause without limit: entries with the same key are counted for a minute. */
  recordRepeated(key: string, entry: AuditEntry): Promise<void> {
    return this.#repeated.record(key, entry);
  }

  /** Writes pending counts. */
  close(): Promise<void> {
    return this.#repeated.close();
  }

  /**
   * For actions that are done already: an entry that cannot be written does not fail the request.
   * @param key for actions that clients can cause without limit, as for `recordRepeated`
   */
  async recordIfPossible(entry: AuditEntry, key?: string): Promise<void> {
    await (key === undefined ? this.record(entry) : this.recordRepeated(key, entry)).catch(this.#onError);
  }

  async record({ principal, address, action, subject, details = {}, at = new Date() }: AuditEntry): Promise<void> {
    await this.#database.use((em) =>
      em.insert(AuditEventEntity, {
        at,
        actorId: principal?.userId ?? null,
        actorName: principal?.name ?? '',
        action,
        // Both may repeat what a client has sent.
        subject: withoutKeys(subject),
        details: JSON.parse(withoutKeys(JSON.stringify(details))) as Record<string, unknown>,
        address: address ?? null,
      }),
    );
  }

  /** Events, newest first, optionally those before the event `beforeId`. */
  list({ limit = 100, beforeId }: { limit?: number; beforeId?: number } = {}): Promise<AuditEventRow[]> {
    const where = beforeId === undefined ? {} : { id: { $lt: beforeId } };
    return this.#database.use((em) => em.find(AuditEventEntity, where, { orderBy: { id: 'desc' }, limit }));
  }
}
