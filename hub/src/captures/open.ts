import type { Logger } from 'pino';
import type { Database } from '../persistence/orm.ts';
import { CaptureService } from './service.ts';
import { CaptureStore } from './store.ts';
import { Thumbnails } from './thumbnails.ts';

export interface CapturesOptions {
  readonly dataDir: string;
  readonly database: Database;
  readonly logger: Logger;
  /** Largest master file, bytes. */
  readonly sizeLimitBytes: number;
  readonly reserveBytes?: number;
}

/** Opens the folders in `dataDir` and puts the service together. */
export async function openCaptures({ dataDir, database, logger, ...limits }: CapturesOptions): Promise<CaptureService> {
  const store = await CaptureStore.open({ dataDir, ...limits });
  const thumbnails = await Thumbnails.open({ dataDir, logger, pathOf: (relative) => store.pathOf(relative) });
  return new CaptureService({ database, store, thumbnails, logger });
}
