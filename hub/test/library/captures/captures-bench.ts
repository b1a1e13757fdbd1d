import { join } from 'node:path';
import {
  captureListQuerySchema,
  type Capture,
  type CaptureMetadata,
  type CaptureMetadataInput,
  type CapturePage,
} from '@eyepiece/shared-types';
import pino from 'pino';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { openCaptures, type CaptureService } from '../../../src/library/captures/service.ts';
import { CaptureEntity } from '../../../src/persistence/entities/library/capture.ts';
import type { TestDatabase } from '../../persistence/databases.ts';
import { filesBelow } from './folders-below.ts';
import { useDataFolder } from './folders.ts';
import { jpeg, metadataOf, streamOf } from './images.ts';
import { FolderStore } from '../../../src/library/store/folder/folder-store.ts';

export const logger = pino({ level: 'silent' });

/** A new capture in the library. */
export async function addCapture(
  captures: CaptureService,
  bytes: Uint8Array,
  changes: Partial<CaptureMetadataInput> = {},
): Promise<Capture> {
  const metadata = metadataOf(bytes, changes);
  const { capture } = await captures.ingest(metadata, streamOf(bytes), metadata.sha256);
  if (capture === undefined) throw new Error(`capture ${metadata.id} was removed`);
  return capture;
}

/** A capture service with an empty folder for each test. Call inside `describeDatabases`. */
export function useCaptures(current: () => TestDatabase) {
  const dataDir = useDataFolder();
  let service: CaptureService;
  let picture: Buffer;
  let other: Buffer;
  beforeAll(async () => {
    picture = await jpeg();
    other = await jpeg(64, 48, '#804020');
  });
  beforeEach(async () => {
    service = await openCaptures({
      database: current().database,
      logger,
      files: new FolderStore({ root: dataDir() }),
      maxBytes: 1e6,
      reserveBytes: 0,
    });
  });
  afterEach(() => service.close());

  const ingest = (metadata: CaptureMetadata, bytes: Uint8Array = picture, into = service) =>
    into.ingest(metadata, streamOf(bytes), metadata.sha256);
  const list = (query: object = {}): Promise<CapturePage> => service.list(captureListQuerySchema.parse(query));
  return {
    dataDir,
    /** Two different pictures of 64 × 48 pixels. */
    get picture() {
      return picture;
    },
    get other() {
      return other;
    },
    get service() {
      return service;
    },
    ingest,
    add: (changes: Partial<CaptureMetadataInput> = {}, bytes = picture): Promise<Capture> => addCapture(service, bytes, changes),
    masters: async (): Promise<string[]> => (await filesBelow(join(dataDir(), 'captures'))).filter((path) => !path.endsWith('.json')),
    countRows: (): Promise<number> => current().database.use((em) => em.count(CaptureEntity)),
    list,
    labels: async (query: object = {}): Promise<(string | undefined)[]> => (await list(query)).captures.map(({ label }) => label),
  };
}
