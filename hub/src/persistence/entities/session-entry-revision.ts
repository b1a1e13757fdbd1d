import { defineEntity, p } from '@mikro-orm/core';

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
