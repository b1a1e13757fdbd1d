import { p, type InferEntity } from '@mikro-orm/core';
import type { KeyScope } from '@eyepiece/shared-types';
import { index, table } from '../table.ts';

/** An API key. It never changes, except that it can be revoked. */
export const ApiKeyEntity = table(
  'ApiKey',
  'api_keys',
  {
    /** Part of the key itself, to find its row. */
    id: p.uuid().primary(),
    userId: p.uuid(),
    name: p.text(),
    /** SHA-256 of the key, hex. The key itself is not stored. */
    secretHash: p.text().hidden(),
    scopes: p.json<KeyScope[]>(),
    /** The only cameras that it may be used for; null: all. */
    cameraIds: p.json<string[]>().nullable(),
    createdById: p.uuid(),
    createdByName: p.text(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3),
    revokedAt: p.datetime(3).nullable(),
    /** Written at most once a minute. */
    lastUsedAt: p.datetime(3).nullable(),
    /** Address of the last use. */
    address: p.text().nullable(),
  },
  { indexes: [index('api_keys_of_user', 'on api_keys (user_id)')] },
);
export type ApiKeyRow = InferEntity<typeof ApiKeyEntity>;
