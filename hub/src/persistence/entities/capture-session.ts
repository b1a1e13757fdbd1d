import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

/** Why a session is over: somebody ended it, or nobody was in it for too long. */
export const SESSION_END_REASONS = ['ended', 'abandoned'] as const;

/** A sitting at one camera; captures taken in it carry its id. */
export const CaptureSessionEntity = defineEntity({
  name: 'CaptureSession',
  tableName: 'capture_sessions',
  properties: {
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
    /** Guests who left so long ago that they are not in the list any more. */
    formerGuests: p.integer().default(0),
  },
  indexes: [
    { name: 'capture_sessions_of_camera', properties: ['cameraId', 'startedAt'] },
    { name: 'capture_sessions_newest', expression: 'create index capture_sessions_newest on capture_sessions (started_at desc, id desc)' },
    {
      name: 'capture_sessions_open',
      expression: 'create unique index capture_sessions_open on capture_sessions (camera_id) where ended_at is null',
    },
  ],
});
export type CaptureSessionRow = InferEntity<typeof CaptureSessionEntity>;

/** Somebody who was in a session, from the first time they joined. */
export const SessionParticipantEntity = defineEntity({
  name: 'SessionParticipant',
  tableName: 'session_participants',
  properties: {
    sessionId: p.uuid().primary(),
    userId: p.text().primary(),
    name: p.text(),
    guest: p.boolean(),
    joinedAt: p.datetime(3),
    /** Null while they are in it. */
    leftAt: p.datetime(3).nullable(),
  },
});
export type SessionParticipantRow = InferEntity<typeof SessionParticipantEntity>;
