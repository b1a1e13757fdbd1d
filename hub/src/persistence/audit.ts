import { AuditEventEntity, type AuditEventRow } from './audit-event.ts';
import type { Database } from './orm.ts';

/** Who does something, for the audit trail. Without `userId`: the hub itself, or somebody who is not signed in. */
export interface Actor {
  readonly userId?: string;
  readonly name: string;
  readonly address?: string;
}

export interface AuditEntry {
  readonly actor: Actor;
  readonly action: string;
  readonly subject: string;
  readonly details?: Record<string, unknown>;
}

export const HUB_ACTOR: Actor = { name: 'hub' };

export class Audit {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async record({ actor, action, subject, details = {} }: AuditEntry): Promise<void> {
    await this.#database.use((em) =>
      em.insert(AuditEventEntity, {
        at: new Date(),
        actorId: actor.userId ?? null,
        actorName: actor.name,
        action,
        subject,
        details,
        address: actor.address ?? null,
      }),
    );
  }

  /** The newest events, or those before the event `beforeId`. */
  list({ limit = 100, beforeId }: { limit?: number; beforeId?: number } = {}): Promise<AuditEventRow[]> {
    const where = beforeId === undefined ? {} : { id: { $lt: beforeId } };
    return this.#database.use((em) => em.find(AuditEventEntity, where, { orderBy: { id: 'desc' }, limit }));
  }
}
