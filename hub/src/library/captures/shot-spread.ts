import type { ShotSpread } from '@eyepiece/shared-types';
import { readCaptures } from '../../persistence/rows/capture-rows.ts';
import type { CaptureRow } from '../../persistence/entities/library/capture.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import type { CaptureService } from './service.ts';

interface SpreadParts {
  readonly database: Database;
  readonly captures: Pick<CaptureService, 'repairSidecars' | 'emit'>;
}

/** Writes the spread of a shot into the metadata of its captures. Their sidecars follow in the background. */
export async function noteSpread({ database, captures }: SpreadParts, shotId: string, spread: ShotSpread): Promise<void> {
  const rows = await writeSpread(database, shotId, spread);
  if (rows.length === 0) return;
  void captures.repairSidecars();
  captures.emit('changedMany', { change: 'updated', captures: rows });
}

/** Locks rows in the order of bulk edits, which prevents deadlocks. */
function writeSpread(database: Database, shotId: string, spread: ShotSpread): Promise<CaptureRow[]> {
  return database.transaction(async (em) => {
    const rows = await em.execute<{ id: string }[]>('select id from captures where shot_id = ? order by id for update', [shotId]);
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return [];
    await em.execute(`update captures set metadata = jsonb_set(metadata, '{shot,spread}', ?::jsonb), edits = edits + 1 where id in (?)`, [
      JSON.stringify(spread),
      ids,
    ]);
    return readCaptures(em, ids);
  });
}
