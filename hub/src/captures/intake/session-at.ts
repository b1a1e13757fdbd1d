import type { CaptureMetadata } from '@eyepiece/shared-types';
import { CaptureSessionEntity } from '../../persistence/entities/capture-session.ts';
import type { Database } from '../../persistence/orm.ts';

/**
 * With the session it belongs to: the one it was asked for in, or else the one that was open at its camera when it was
 * taken. So those that the camera service was asked for directly, and those that come late from a spool, are in it too.
 */
export async function inItsSession(database: Database, metadata: CaptureMetadata): Promise<CaptureMetadata> {
  if (metadata.sessionId !== undefined) return metadata;
  const { cameraId, capturedAtUs } = metadata;
  const at = new Date(capturedAtUs / 1000);
  const where = { cameraId, startedAt: { $lte: at }, $or: [{ endedAt: null }, { endedAt: { $gte: at } }] };
  const session = await database.use((em) => em.findOne(CaptureSessionEntity, where, { orderBy: { startedAt: 'desc' }, fields: ['id'] }));
  return session ? { ...metadata, sessionId: session.id } : metadata;
}
