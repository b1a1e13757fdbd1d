import { p, type InferEntity } from '@mikro-orm/core';
import { SESSION_ENTRY_KINDS } from '@eyepiece/shared-types';
import { table } from '../table.ts';

/** An entry of a session's log. One hub writes in order, so ids ascend in log order. Only notes change later. */
export const SessionEntryEntity = table(
  'SessionEntry',
  'session_entries',
  {
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
  {
    indexes: [
      { name: 'session_entries_of_session', properties: ['sessionId', 'id'] },
      { name: 'session_entries_of_kind', properties: ['sessionId', 'kind', 'id'] },
    ],
  },
);
export type SessionEntryRow = InferEntity<typeof SessionEntryEntity>;

/** An earlier text of a note that was edited or removed. Append-only. */
export const SessionEntryRevisionEntity = table('SessionEntryRevision', 'session_entry_revisions', {
  entryId: p.bigint('number').primary(),
  revision: p.integer().primary(),
  at: p.datetime(3),
  byId: p.text().nullable(),
  byName: p.text().nullable(),
  text: p.text(),
});
