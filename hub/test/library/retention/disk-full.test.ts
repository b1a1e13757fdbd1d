/** A disk that fills up while a capture arrives. Needs the permission to mount a tmpfs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { CaptureMetadata } from '@eyepiece/shared-types';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { MIGRATED } from '../../persistence/templates.ts';
import { openCaptures, type CaptureService } from '../../../src/library/captures/service.ts';
import { CaptureEntity } from '../../../src/persistence/entities/library/capture.ts';
import { openDatabase, type Database } from '../../../src/persistence/orm/orm.ts';
import { addCapture } from '../captures/captures-bench.ts';
import { filesBelow } from '../captures/folders-below.ts';
import { jpeg, metadataOf, streamOf } from '../captures/images.ts';
import { FolderStore } from '../../../src/library/store/folder/folder-store.ts';

const logger = pino({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'eyepiece-full-'));
const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;

afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(mounted)('on a full disk', () => {
  let server: TemporaryDatabase;
  let database: Database;
  let captures: CaptureService;
  let picture: Buffer;
  const refused: number[] = [];

  beforeAll(async () => {
    server = await createTemporaryDatabase(MIGRATED);
    database = await openDatabase({ url: server.url, logger });
    captures = await openCaptures({ database, logger, files: new FolderStore({ root: folder }), maxBytes: 1e6, reserveBytes: 0 });
    captures.on('refused', ({ sizeBytes }) => refused.push(sizeBytes));
    picture = await jpeg();
  });
  beforeEach(() => rm(join(folder, 'filler'), { force: true }));
  afterAll(async () => {
    await captures.close();
    await database.close();
    await server.close();
  });

  const ingest = (metadata: CaptureMetadata, stream = streamOf(picture)) => captures.ingest(metadata, stream, metadata.sha256);
  const rows = (): Promise<number> => database.use((em) => em.count(CaptureEntity));
  const fill = async (): Promise<void> => {
    const filler = await open(join(folder, 'filler'), 'w');
    try {
      for (;;) await filler.write(Buffer.alloc(4096));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    } finally {
      await filler.close();
    }
  };

  it('an upload without disk space leaves no files, and succeeds once there is space', async () => {
    const metadata = metadataOf(picture);
    const reading = Promise.withResolvers<undefined>();
    const stream = new Readable({ read: () => reading.resolve(undefined) });
    const interrupted = ingest(metadata, stream);
    // There is space when the upload begins.
    await reading.promise;
    await fill();
    stream.push(picture);
    stream.push(null);
    await expect(interrupted).rejects.toMatchObject({ code: 'no_space', status: 507 });
    expect([await readdir(join(folder, 'captures', '.incoming')), await rows()]).toEqual([[], 0]);
    // The removed sidecar left some space.
    await fill();
    await expect(ingest(metadata)).rejects.toMatchObject({
      code: 'no_space',
      message: `The capture has ${String(picture.length)} bytes; 0 are free for captures`,
    });
    expect(refused).toEqual([picture.length, picture.length]);

    await rm(join(folder, 'filler'));
    await expect(ingest(metadata)).resolves.toMatchObject({ created: true });
    expect((await filesBelow(join(folder, 'captures'))).filter((path) => path.endsWith('.jpg'))).toHaveLength(1);
  });

  it('an edit without space for its sidecar changes neither sidecar nor row', async () => {
    const capture = await addCapture(captures, picture);
    for (const size of ['small', 'large'] as const) await captures.thumbnail(capture.id, size);
    await fill();
    await expect(captures.patch(capture.id, { notes: 'n'.repeat(4000) })).rejects.toMatchObject({ code: 'no_space' });
    expect((await captures.get(capture.id)).notes).toBeUndefined();
    await rm(join(folder, 'filler'));
    await expect(captures.patch(capture.id, { notes: 'now' })).resolves.toMatchObject({ notes: 'now' });
  });

  it('a purge needs no space', async () => {
    const capture = await addCapture(captures, picture);
    await captures.softDelete(capture.id);
    await fill();
    expect(await captures.purge([capture.id])).toHaveLength(1);
  });
});
