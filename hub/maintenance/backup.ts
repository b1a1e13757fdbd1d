/** `npm run backup -- FOLDER`: copies the database first, then the files, so that every row has its file. The hub may be running. */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { correctAllIn } from '@eyepiece/host/data-folder/private-files';
import { loadEnvFile } from '@eyepiece/host/env-file';
import { SetupError } from '@eyepiece/host/setup-error';
import { dumpDatabase, recordBackup } from './dump.ts';
import { copySecrets, openShared, runWithFolder } from './library.ts';
import { FolderStore } from '../src/library/store/folder/folder-store.ts';
import { backUpCaptures } from './masters.ts';

async function run(folder: string): Promise<void> {
  loadEnvFile(process.env);
  const library = await openShared(process.env);
  try {
    if (resolve(folder).startsWith(join(library.dataDir, '/'))) throw new SetupError(`${folder} is inside DATA_DIR`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Backups by earlier versions took the file modes from the process's umask.
    if (process.platform !== 'win32') correctAllIn(folder);
    const { tables } = await dumpDatabase(library.databaseUrl, folder);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const { files, bytes, skipped } = await backUpCaptures(library.files, new FolderStore({ root: folder }));
    await copySecrets(library.dataDir, folder);
    const details = { host: hostname(), rows, files, bytes, skipped };
    await recordBackup(library.databaseUrl, resolve(folder), details).catch((error: unknown) => {
      process.stderr.write(
        `The backup is complete, but is not in the audit trail: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    });
    process.stdout.write(
      `${folder}: ${String(rows)} rows of ${String(tables.length)} tables; ${String(files)} files copied (${String(bytes)} bytes), ${String(skipped)} already copied\n`,
    );
  } finally {
    await library.close();
  }
}

await runWithFolder('backup', run);
