import type { ApiKey, KeyPass } from '@eyepiece/shared-types';
import type { ApiKeyRow } from '../../persistence/entities/people/api-key.ts';

export function toPass({ id, name, scopes, cameraIds }: ApiKeyRow): KeyPass {
  return { id, name, scopes: [...scopes], cameraIds: cameraIds ? [...cameraIds] : null };
}

export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    ...toPass(row),
    createdBy: { id: row.createdById, name: row.createdByName },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    address: row.address ?? null,
  };
}
