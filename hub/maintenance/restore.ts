/** `npm run restore -- FOLDER`: restores into an empty database and a data folder without captures. The hub must be stopped. */
import { mkdir } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { dirname } from 'node:path/posix';
import { createInterface } from 'node:readline';
import pino from 'pino';
import { captureKey } from '../src/library/store/paths.ts';
import { idPlaceOf } from '../src/library/store/id-place.ts';
import type { FileStore } from '../src/library/store/file-store.ts';
import { FolderStore } from '../src/library/store/folder/folder-store.ts';
import { cameraFolders } from '../src/library/captures/files/day-folders.ts';
import { adoptPlace, dataFolder } from '../src/persistence/data-folder.ts';
import { ArchiveEntity } from '../src/persistence/entities/library/archive.ts';
import { Audit } from '../src/people/audit/audit.ts';
import { openDatabase } from '../src/persistence/orm/orm.ts';
import { loadEnvFile } from '@eyepiece/host/env-file';
import { SetupError } from '@eyepiece/host/setup-error';
import { isEmpty, loadDatabase, readManifest } from './dump.ts';
import { copySecrets, openExclusively, runWithFolder } from './library.ts';
import { restoreFolder, type Copied } from './masters.ts';

const logger = pino({ level: 'silent' });

async function run(folder: string): Promise<void> {
  const { dump, manifest } = await readManifest(folder);
  loadEnvFile(process.env);
  const library = await openExclusively(process.env);
  try {
    if ((await cameraFolders(library.files)).length > 0)
      throw new SetupError(`${library.files.name} holds captures: restore into an empty ${library.ownFolder ? 'DATA_DIR' : 'STORE_URL'}`);
    if (!(await isEmpty(library.databaseUrl))) throw new SetupError('The database already has tables: restore into an empty one');
    const copied = await copyKept(folder, dump, library.files);
    await mkdir(library.dataDir, { recursive: true });
    await copySecrets(folder, library.dataDir);
    // Rows are loaded last, so that an interrupted restore can simply be run again.
    await (await openDatabase({ url: library.databaseUrl, logger, upTo: manifest.migration })).close();
    await loadDatabase(library.databaseUrl, dump, manifest);
    const restored = await openDatabase({ url: library.databaseUrl, logger });
    try {
      const { madeAt } = manifest;
      await new Audit(restored).record({ action: 'backup.restored', subject: resolve(folder), details: { host: hostname(), madeAt } });
      // A backup has no files of archives.
      await restored.use((em) => em.nativeDelete(ArchiveEntity, {}));
      await adoptPlace(restored, library.ownFolder ? dataFolder(library.dataDir) : idPlaceOf(library.files));
    } finally {
      await restored.close();
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    process.stdout.write(
      `${library.dataDir}: ${String(rows)} rows and ${String(copied.files)} files as of ${manifest.madeAt}; now run npm run fsck\n`,
    );
  } finally {
    await library.close();
  }
}

/** Copies the folders of captures that have a row in the dump. A backup folder also keeps captures removed since earlier backups. */
async function copyKept(folder: string, dump: string, library: FileStore): Promise<Copied> {
  const backup = new FolderStore({ root: folder });
  const copied: Copied = { files: 0, bytes: 0, skipped: 0 };
  for await (const line of createInterface({ input: createReadStream(join(dump, 'captures.jsonl'), 'utf8') })) {
    const { path } = JSON.parse(line) as { path: string };
    await restoreFolder(backup, library, dirname(captureKey(path)), copied);
  }
  return copied;
}

await runWithFolder('restore', run);
