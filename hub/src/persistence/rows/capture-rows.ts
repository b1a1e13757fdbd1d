import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { CaptureRow } from '../entities/library/capture.ts';

const COLUMNS: Readonly<Record<keyof CaptureRow & string, 'as it is' | 'number' | 'date'>> = {
  id: 'as it is',
  cameraId: 'as it is',
  cameraName: 'as it is',
  filename: 'as it is',
  name: 'as it is',
  path: 'as it is',
  format: 'as it is',
  sizeBytes: 'number',
  sha256: 'as it is',
  width: 'as it is',
  height: 'as it is',
  bitDepth: 'as it is',
  channels: 'as it is',
  capturedAt: 'date',
  capturedAtUs: 'number',
  seq: 'number',
  exposureMs: 'as it is',
  gainDb: 'as it is',
  userId: 'as it is',
  userName: 'as it is',
  sessionId: 'as it is',
  jobId: 'as it is',
  jobIndex: 'as it is',
  shotId: 'as it is',
  label: 'as it is',
  tags: 'as it is',
  notes: 'as it is',
  rating: 'as it is',
  metadata: 'as it is',
  createdAt: 'date',
  deletedAt: 'date',
  edits: 'as it is',
  sidecarEdits: 'as it is',
};
const LIST = Object.keys(COLUMNS)
  .map((name) => `${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} as "${name}"`)
  .join(', ');
const CONVERTED = Object.entries(COLUMNS).filter(([, how]) => how !== 'as it is');

/**
 * Read-only rows, unordered. Bypasses the entity manager, whose change tracking costs more than the query: 0.8 ms of CPU
 * per row instead of 0.3.
 */
export async function readCaptures(em: SqlEntityManager, ids: readonly string[]): Promise<CaptureRow[]> {
  if (ids.length === 0) return [];
  const found = await em.execute<Record<string, unknown>[]>(`select ${LIST} from captures where id in (?)`, [ids]);
  return found.map(toRow);
}

function toRow(row: Record<string, unknown>): CaptureRow {
  for (const [name, how] of CONVERTED) {
    const value = row[name];
    if (value !== null) row[name] = how === 'number' ? Number(value) : new Date(value as string | Date);
  }
  return row as unknown as CaptureRow;
}
