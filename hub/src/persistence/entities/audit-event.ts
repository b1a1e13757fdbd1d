import { p, type InferEntity } from '@mikro-orm/core';
import { table } from './table.ts';

/** An entry of the audit trail. Append-only. */
export const AuditEventEntity = table(
  'AuditEvent',
  'audit_events',
  {
    id: p.bigint('number').primary().autoincrement(),
    at: p.datetime(3),
    actorId: p.uuid().nullable(),
    actorName: p.text(),
    /** `noun.verb`, e.g. `user.update`. */
    action: p.text(),
    subject: p.text(),
    details: p.json<Record<string, unknown>>(),
    address: p.text().nullable(),
  },
  { indexes: [{ name: 'audit_events_at', properties: ['at', 'id'] }] },
);
export type AuditEventRow = InferEntity<typeof AuditEventEntity>;
