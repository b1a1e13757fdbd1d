import { p, type InferEntity } from '@mikro-orm/core';
import { index, table, uniqueIndex } from '../table.ts';

/** Why a session ended: by a person, or because it had no participants for too long. */
export const SESSION_END_REASONS = ['ended', 'abandoned'] as const;

/** A session at one camera. Captures taken in it have its id. */
export const CaptureSessionEntity = table(
  'CaptureSession',
  'capture_sessions',
  {
    id: p.uuid().primary(),
    title: p.text(),
    cameraId: p.text(),
    ownerId: p.uuid().nullable(),
    ownerName: p.text(),
    startedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    description: p.text(),
    tags: p.array(),
    cameraName: p.text(),
    endReason: p.enum(SESSION_END_REASONS).nullable(),
    /** Number of guests who left and are no longer listed. */
    formerGuests: p.integer().default(0),
  },
  {
    indexes: [
      { name: 'capture_sessions_of_camera', properties: ['cameraId', 'startedAt'] },
      index('capture_sessions_newest', 'on capture_sessions (started_at desc, id desc)'),
      uniqueIndex('capture_sessions_open', 'on capture_sessions (camera_id) where ended_at is null'),
    ],
  },
);
export type CaptureSessionRow = InferEntity<typeof CaptureSessionEntity>;

/** A participant of a session, with the time of first joining. */
export const SessionParticipantEntity = table('SessionParticipant', 'session_participants', {
  sessionId: p.uuid().primary(),
  userId: p.text().primary(),
  name: p.text(),
  guest: p.boolean(),
  joinedAt: p.datetime(3),
  /** Null while the person is in the session. */
  leftAt: p.datetime(3).nullable(),
});
export type SessionParticipantRow = InferEntity<typeof SessionParticipantEntity>;
