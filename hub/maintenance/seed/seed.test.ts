import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, it } from 'vitest';
import { openCaptures } from '../../src/library/captures/service.ts';
import { openDatabase } from '../../src/persistence/orm/orm.ts';
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { hasRealCaptures, seedLibrary } from './seed.ts';
import { FolderStore } from '../../src/library/store/folder/folder-store.ts';
import { localPathOf } from '../../test/library/captures/folders.ts';

const logger = pino({ level: 'silent' });

it('creates captures whose files match their rows', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-seed-'));
  const server = await createTemporaryDatabase();
  const database = await openDatabase({ url: server.url, logger });
  const captures = await openCaptures({ database, logger, files: new FolderStore({ root: dataDir }), maxBytes: 1e6 });
  try {
    await seedLibrary({ database, files: new FolderStore({ root: dataDir }), dataDir, captures: 120 });
    expect(await hasRealCaptures(database)).toBe(false);
    const library = await captures.list({ limit: 200, deleted: false });
    const trash = await captures.list({ limit: 200, deleted: true });
    expect(library.total + trash.total).toBe(120);
    for (const capture of library.captures.slice(0, 20)) {
      const path = localPathOf(await captures.open(capture.id));
      const digest = createHash('sha256').update(await readFile(path));
      expect(digest.digest('hex')).toBe(capture.sha256);
      expect(JSON.parse(await readFile(`${path}.json`, 'utf8'))).toMatchObject({ id: capture.id, rating: capture.rating });
      await captures.thumbnail(capture.id, 'small');
    }
    expect(await readdir(join(dataDir, 'captures'))).not.toContain('.seed');
    await database.use((em) => em.execute(`update captures set metadata = jsonb_set(metadata, '{camera,driver}', '"pixelink"')`));
    expect(await hasRealCaptures(database)).toBe(true);
  } finally {
    await captures.close();
    await database.close();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
