import { defineEntity, p } from '@mikro-orm/core';
import type { CaptureRevision } from '@eyepiece/shared-types';

/** What somebody has changed about a capture. Appended to in the transaction of the change, never changed. */
export const CaptureRevisionEntity = defineEntity({
  name: 'CaptureRevision',
  tableName: 'capture_revisions',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    captureId: p.uuid(),
    at: p.datetime(3),
    userId: p.uuid().nullable(),
    userName: p.text(),
    action: p.enum(['edited', 'trashed', 'restored'] as const),
    changes: p.json<CaptureRevision['changes']>(),
  },
  indexes: [{ name: 'capture_revisions_of_capture', properties: ['captureId', 'id'] }],
});
