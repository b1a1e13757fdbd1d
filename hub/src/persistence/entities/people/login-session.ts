import { p, type InferEntity } from '@mikro-orm/core';
import { index, table } from '../table.ts';

/** A sign-in of a user or guest. A token is valid only while its row exists and has not ended. */
export const LoginSessionEntity = table(
  'LoginSession',
  'login_sessions',
  {
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
  {
    indexes: [
      index('login_sessions_of_user', 'on login_sessions (user_id)'),
      index('login_sessions_of_share', 'on login_sessions (share_id) where share_id is not null'),
      index('login_sessions_expiry', 'on login_sessions (expires_at)'),
    ],
  },
);
export type LoginSessionRow = InferEntity<typeof LoginSessionEntity>;
