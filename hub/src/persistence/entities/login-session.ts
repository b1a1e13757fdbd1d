import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

/** A sign-in of a user or guest. A token is valid only while its row exists and has not ended. */
export const LoginSessionEntity = defineEntity({
  name: 'LoginSession',
  tableName: 'login_sessions',
  properties: {
    /** The `jti` of the token. */
    id: p.uuid().primary(),
    userId: p.uuid(),
    /** The share link of a guest; null for users. */
    shareId: p.uuid().nullable(),
    createdAt: p.datetime(3),
    /** Written at most once a minute. */
    lastUsedAt: p.datetime(3),
    expiresAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    /** Address of the last use. */
    address: p.text(),
    /** Browser and system, or the program, in readable form. */
    device: p.text(),
  },
  indexes: [
    { name: 'login_sessions_of_user', expression: 'create index login_sessions_of_user on login_sessions (user_id)' },
    {
      name: 'login_sessions_of_share',
      expression: 'create index login_sessions_of_share on login_sessions (share_id) where share_id is not null',
    },
    { name: 'login_sessions_expiry', expression: 'create index login_sessions_expiry on login_sessions (expires_at)' },
  ],
});
export type LoginSessionRow = InferEntity<typeof LoginSessionEntity>;
