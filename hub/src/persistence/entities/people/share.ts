import { p, type InferEntity } from '@mikro-orm/core';
import { SHARE_KINDS } from '@eyepiece/shared-types';
import { table } from '../table.ts';

/** A share link. Never deleted, only revoked, because the audit trail refers to it. */
export const ShareEntity = table('Share', 'shares', {
  id: p.uuid().primary(),
  /** SHA-256 of the secret in the link, hex. The secret itself is not stored. */
  secretHash: p.text().unique('shares_secret_hash_unique').hidden(),
  kind: p.enum(SHARE_KINDS),
  cameraId: p.text(),
  sessionId: p.uuid().nullable(),
  label: p.text(),
  createdById: p.uuid(),
  createdByName: p.text(),
  createdAt: p.datetime(3),
  expiresAt: p.datetime(3),
  revokedAt: p.datetime(3).nullable(),
  uses: p.integer(),
  /** Number of distinct guests admitted. */
  guests: p.integer().default(0),
  lastUsedAt: p.datetime(3).nullable(),
});
export type ShareRow = InferEntity<typeof ShareEntity>;
