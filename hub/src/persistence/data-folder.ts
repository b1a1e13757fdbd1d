/**
 * Ties a database to its data folder by storing the same id in both. A hub with the folder of another installation
 * refuses to start; it would otherwise remove rows whose files are missing there.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InstallationEntity } from './entities/installation.ts';
import type { Database } from './orm.ts';
import { isUuid } from './uuid.ts';

const FILE = 'database-id';

/** The message is one line for the operator. */
export class WrongDataFolderError extends Error {
  override readonly name = 'WrongDataFolderError';
}

/**
 * Checks that the folder belongs to this database. The first start writes the id into both.
 * @throws {WrongDataFolderError}
 */
export async function claimDataFolder(database: Database, dataDir: string): Promise<void> {
  const path = join(dataDir, FILE);
  const inFolder = await readId(path);
  const known = await readRow(database);
  if (known === undefined) {
    const mine = inFolder ?? randomUUID();
    // Written to the folder first: after a crash in between, the next start reads the id from there.
    if (inFolder === undefined) await writeId(path, mine);
    const winner = await insertRow(database, mine);
    if (winner === mine) return;
    if (inFolder === undefined) await rm(path, { force: true });
    throw wrongFolder(dataDir, winner, inFolder);
  }
  if (inFolder === known) return;
  throw wrongFolder(dataDir, known, inFolder);
}

/** Writes the id of a restored database into the folder restored with it. */
export async function adoptDataFolder(database: Database, dataDir: string): Promise<void> {
  const known = await readRow(database);
  if (known !== undefined) await writeId(join(dataDir, FILE), known);
}

function wrongFolder(dataDir: string, known: string, inFolder?: string): WrongDataFolderError {
  const holds = inFolder === undefined ? 'has no database id' : `belongs to the database ${inFolder}`;
  return new WrongDataFolderError(
    `DATA_DIR=${dataDir} ${holds}, but the database is ${known} and has another data folder: set DATA_DIR to that folder. ` +
      `If this folder does hold its captures, write ${known} into ${join(dataDir, FILE)}`,
  );
}

const writeId = (path: string, id: string): Promise<void> => writeFile(path, `${id}\n`, { mode: 0o600, flush: true });

async function readId(path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (!isUuid(text)) throw new WrongDataFolderError(`${path} must hold the id of the database, a UUID; restore the file from a backup`);
  return text;
}

async function readRow(database: Database): Promise<string | undefined> {
  return (await database.use((em) => em.findOne(InstallationEntity, { id: 1 })))?.databaseId;
}

/** @returns the id in the database afterwards; of two hubs that start at once, that of the first */
async function insertRow(database: Database, databaseId: string): Promise<string> {
  await database.use((em) =>
    em.execute('insert into installation (id, database_id) values (1, ?) on conflict (id) do nothing', [databaseId]),
  );
  return (await readRow(database)) ?? databaseId;
}
