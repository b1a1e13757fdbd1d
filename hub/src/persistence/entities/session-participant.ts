import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

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
