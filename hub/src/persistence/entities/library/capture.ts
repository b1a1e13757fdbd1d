import { p, type InferEntity } from '@mikro-orm/core';
import { masterFormatSchema, type CaptureMetadata, type CaptureRevision } from '@eyepiece/shared-types';
import { index, table, uniqueIndex } from '../table.ts';

/**
 * A capture whose master file is durable.
 *
 * No foreign keys: an upload must not be refused because the row of its camera, user or session is missing. Captures in
 * a spool may outlive any of them.
 */
export const CaptureEntity = table(
  'Capture',
  'captures',
  {
    id: p.uuid().primary(),
    cameraId: p.text(),
    cameraName: p.text(),
    /** As the camera service has named the file. */
    filename: p.text(),
    /** Relative path for downloads and archives, unique in the library. Null for captures of earlier versions. */
    name: p.text().nullable(),
    /** Path of the master file, relative to the captures folder, with forward slashes. */
    path: p.text(),
    format: p.enum(masterFormatSchema.options),
    sizeBytes: p.bigint('number'),
    sha256: p.text(),
    width: p.integer(),
    height: p.integer(),
    bitDepth: p.smallint(),
    channels: p.smallint(),
    capturedAt: p.datetime(6),
    /** For sorting and paging, since a Date has only milliseconds. Below 2^53, so a number is exact. */
    capturedAtUs: p.bigint('number'),
    seq: p.bigint('number'),
    exposureMs: p.double(),
    gainDb: p.double(),
    userId: p.uuid().nullable(),
    userName: p.text().nullable(),
    sessionId: p.uuid().nullable(),
    jobId: p.uuid().nullable(),
    /** Place in the job, from 0. */
    jobIndex: p.integer().nullable(),
    /** One order for several cameras. */
    shotId: p.uuid().nullable(),
    label: p.text().nullable(),
    tags: p.array(),
    notes: p.text().nullable(),
    rating: p.smallint(),
    /** As uploaded. For editable fields the columns above take precedence. */
    metadata: p.json<CaptureMetadata>(),
    createdAt: p.datetime(3),
    deletedAt: p.datetime(3).nullable(),
    /** Number of edits, and the number that the sidecar includes. Bulk edits write sidecars later. */
    edits: p.integer().default(0),
    sidecarEdits: p.integer().default(0),
  },
  {
    indexes: [
      index('captures_newest', 'on captures (captured_at_us desc, id desc) where deleted_at is null'),
      index('captures_newest_of_camera', 'on captures (camera_id, captured_at_us desc, id desc) where deleted_at is null'),
      index(
        'captures_newest_of_session',
        'on captures (session_id, captured_at_us desc, id desc) include (deleted_at) where session_id is not null',
      ),
      index(
        'captures_newest_of_user',
        'on captures (user_id, captured_at_us desc, id desc) where deleted_at is null and user_id is not null',
      ),
      index('captures_newest_of_job', 'on captures (job_id, captured_at_us desc, id desc) where deleted_at is null and job_id is not null'),
      index('captures_of_shot', 'on captures (shot_id) where shot_id is not null'),
      index(
        'captures_copies',
        `on captures ((metadata->'derivedFrom'->>'captureId')) where metadata->'derivedFrom'->>'captureId' is not null`,
      ),
      index('captures_deleted', 'on captures (captured_at_us desc, id desc) where deleted_at is not null'),
      index('captures_tags', 'on captures using gin (tags)'),
      index(
        'captures_filtered',
        'on captures (captured_at_us desc, id desc) include (deleted_at, camera_id, session_id, user_id, job_id, format, rating, exposure_ms, gain_db, label, size_bytes)',
      ),
      index('captures_sidecars_due', 'on captures (id) where sidecar_edits < edits'),
      uniqueIndex('captures_name', 'on captures (lower(name))'),
    ],
  },
);
export type CaptureRow = InferEntity<typeof CaptureEntity>;

/** Counters for the names of captures: of a session, of a camera's day, and of a name that several captures would have. */
export const CaptureNumberEntity = table('CaptureNumber', 'capture_numbers', {
  scope: p.text().primary(),
  last: p.bigint('number'),
});

/** An edit of a capture, written in the transaction of the change. Append-only. */
export const CaptureRevisionEntity = table(
  'CaptureRevision',
  'capture_revisions',
  {
    id: p.bigint('number').primary().autoincrement(),
    captureId: p.uuid(),
    at: p.datetime(3),
    userId: p.uuid().nullable(),
    userName: p.text(),
    action: p.enum(['edited', 'trashed', 'restored'] as const),
    changes: p.json<CaptureRevision['changes']>(),
  },
  { indexes: [{ name: 'capture_revisions_of_capture', properties: ['captureId', 'id'] }] },
);

/**
 * Captures that were removed for good. A camera service that got no answer uploads its capture again, perhaps after the
 * removal: a trigger refuses rows with these ids. See ADR 48.
 */
export const RemovedCaptureEntity = table(
  'RemovedCapture',
  'removed_captures',
  { id: p.uuid().primary(), sha256: p.text(), removedAt: p.datetime(3) },
  { indexes: [{ name: 'removed_captures_by_time', properties: ['removedAt', 'id'] }] },
);

/** Search index of captures. Maintained by triggers, also when the title of a session changes. */
export const CaptureWordsEntity = table(
  'CaptureWords',
  'capture_words',
  {
    captureId: p.uuid().primary(),
    words: p.string().columnType('tsvector'),
  },
  { indexes: [index('capture_words_search', 'on capture_words using gin (words)')] },
);
