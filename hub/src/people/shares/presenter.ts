import type { Share } from '@eyepiece/shared-types';
import type { GuestPass } from '../caller.ts';
import type { ShareRow } from '../../persistence/entities/people/share.ts';

export function toShare(row: ShareRow): Share {
  const { id, kind, cameraId, sessionId, label, createdById, createdByName, uses } = row;
  return {
    id,
    kind,
    cameraId,
    sessionId: sessionId ?? null,
    label,
    createdBy: { id: createdById, name: createdByName },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    uses,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

export function toPass({ id, kind, cameraId, sessionId, expiresAt }: ShareRow): GuestPass {
  return { shareId: id, kind, cameraId, sessionId: sessionId ?? null, expiresAt: expiresAt.toISOString() };
}
