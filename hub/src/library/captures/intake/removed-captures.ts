/** Records of captures that were removed for good. See ADR 48. */
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { RemovedCaptureEntity, type CaptureRow } from '../../../persistence/entities/library/capture.ts';
import type { Database } from '../../../persistence/orm/orm.ts';

export interface RemovedRecord {
  readonly sha256: string;
  readonly removedAt: Date;
}

/** Call it in the transaction that deletes the rows. */
export async function recordRemoved(em: SqlEntityManager, rows: readonly Pick<CaptureRow, 'id' | 'sha256'>[]): Promise<void> {
  const removedAt = new Date();
  await em.upsertMany(
    RemovedCaptureEntity,
    rows.map(({ id, sha256 }) => ({ id, sha256, removedAt })),
  );
}

/** @returns null when the capture was not removed, or its record has expired */
export function removedRecord(database: Database, id: string): Promise<RemovedRecord | null> {
  return database.use((em) => em.findOne(RemovedCaptureEntity, { id }));
}

/** Allows the capture to be inserted again. */
export async function forgetRemoved(database: Database, id: string): Promise<void> {
  await database.use((em) => em.nativeDelete(RemovedCaptureEntity, { id }));
}
