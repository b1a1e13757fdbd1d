import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { SESSION_ENTRY_KINDS } from '@eyepiece/shared-types';

/** One line of a session's log. Written in order by one hub, so ids ascend as the log does. Only notes ever change. */
export const SessionEntryEntity = defineEntity({
  name: 'SessionEntry',
  tableName: 'session_entries',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    sessionId: p.uuid(),
    at: p.datetime(3),
    kind: p.enum(SESSION_ENTRY_KINDS),
    action: p.text(),
    personId: p.text().nullable(),
    personName: p.text().nullable(),
    text: p.text(),
    details: p.json<Record<string, unknown>>(),
    revision: p.integer(),
    editedAt: p.datetime(3).nullable(),
    editedById: p.text().nullable(),
    editedByName: p.text().nullable(),
    deletedAt: p.datetime(3).nullable(),
  },
  indexes: [
    { name: 'session_entries_of_session', properties: ['sessionId', 'id'] },
    { name: 'session_entries_of_kind', properties: ['sessionId', 'kind', 'id'] },
  ],
});
export type SessionEntryRow = InferEntity<typeof SessionEntryEntity>;

/** A note as it was before it was edited or taken back. Appended to, never changed. */
export const SessionEntryRevisionEntity = defineEntity({
  name: 'SessionEntryRevision',
  tableName: 'session_entry_revisions',
  properties: {
    entryId: p.bigint('number').primary(),
    revision: p.integer().primary(),
    at: p.datetime(3),
    byId: p.text().nullable(),
    byName: p.text().nullable(),
    text: p.text(),
  },
});
