import { p, type InferEntity } from '@mikro-orm/core';
import { index, table } from '../table.ts';

/** An entry of the audit trail. Append-only. */
export const AuditEventEntity = table(
  'AuditEvent',
  'audit_events',
  {
    id: p.bigint('number').primary().autoincrement(),
    at: p.datetime(3),
    actorId: p.uuid().nullable(),
    actorName: p.text(),
    /** `noun.verb`, e.g. `user.updated`. */
    action: p.text(),
    subject: p.text(),
    details: p.json<Record<string, unknown>>(),
    address: p.text().nullable(),
  },
  {
    indexes: [
      { name: 'audit_events_at', properties: ['at', 'id'] },
      { name: 'audit_events_action', properties: ['action', 'at', 'id'] },
      index('audit_events_actor', 'on audit_events (actor_id, at, id) where actor_id is not null'),
      index('audit_events_name', 'on audit_events (lower(actor_name) text_pattern_ops, at, id)'),
      index('audit_events_subject', 'on audit_events (lower(subject) text_pattern_ops, at, id)'),
      index('audit_events_camera', "on audit_events ((details ->> 'cameraId'), at, id) where details ->> 'cameraId' is not null"),
    ],
  },
);
export type AuditEventRow = InferEntity<typeof AuditEventEntity>;
