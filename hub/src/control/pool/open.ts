import { noteSpread } from '../../library/captures/shot-spread.ts';
import type { CaptureService } from '../../library/captures/service.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { ShotRows } from '../../persistence/rows/shot-rows.ts';
import { SettingsCopies, type SettingsCopiesParts } from './settings-copies.ts';
import { Shots, type ShotsParts } from './shots.ts';

export interface PoolParts extends SettingsCopiesParts, Pick<ShotsParts, 'commands'> {
  readonly commands: SettingsCopiesParts['commands'] & ShotsParts['commands'];
  readonly database: Database;
  readonly captures: CaptureService;
}

/** The services for several cameras at once. */
export function openPool(parts: PoolParts): { readonly shots: Shots; readonly settingsCopies: SettingsCopies } {
  const { database, captures } = parts;
  return {
    shots: new Shots({
      ...parts,
      rows: new ShotRows(database),
      captures: {
        list: (query) => captures.list(query),
        noteSpread: (shotId, spread) => noteSpread({ database, captures }, shotId, spread),
      },
    }),
    settingsCopies: new SettingsCopies(parts),
  };
}
