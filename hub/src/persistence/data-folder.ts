/**
 * Ties a database to its data folder by storing the same id in both. A hub with the folder of another installation
 * refuses to start; it would otherwise remove rows whose files are missing there.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InstallationEntity } from './entities/installation.ts';
import type { Database } from './orm/orm.ts';
import { isUuid } from './uuid.ts';

const FILE = 'database-id';

/** The message is one line for the operator. */
export class WrongDataFolderError extends Error {
  override readonly name = 'WrongDataFolderError';
}

/** Where a data folder or a file store keeps the id of its database. */
export interface IdPlace {
  /** The variable and its value: DATA_DIR=/srv/eyepiece. */
  readonly name: string;
  /** What DATA_DIR or STORE_URL names: "data folder". */
  readonly what: string;
  /** The file or object with the id. */
  readonly path: string;
  read(): Promise<string | undefined>;
  /** Writes the id unless there is one. @returns whether it was written */
  create(id: string): Promise<boolean>;
  replace(id: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Checks that the folder or the file store belongs to this database. The first start writes the id into both.
 * @throws {WrongDataFolderError}
 */
export async function claimPlace(database: Database, place: IdPlace): Promise<void> {
  // The row first: another hub that is starting for the first time writes it after the place.
  const known = await readRow(database);
  const before = await readId(place);
  if (known === undefined) {
    // Written to the place first: after a crash in between, the next start reads the id from there.
    const { id, created } = before === undefined ? await createId(place) : { id: before, created: false };
    const winner = await insertRow(database, id);
    if (winner === id) return;
    if (created) await place.remove();
    throw wrongPlace(place, winner, before);
  }
  if (before !== known) throw wrongPlace(place, known, before);
}

/** @throws {WrongDataFolderError} */
export function claimDataFolder(database: Database, dataDir: string): Promise<void> {
  return claimPlace(database, dataFolder(dataDir));
}

/** Writes the id of a restored database into the folder or store restored with it. */
export async function adoptPlace(database: Database, place: IdPlace): Promise<void> {
  const known = await readRow(database);
  if (known !== undefined) await place.replace(known);
}

export function dataFolder(dataDir: string): IdPlace {
  const path = join(dataDir, FILE);
  const write = (id: string, flag: 'w' | 'wx'): Promise<void> => writeFile(path, `${id}\n`, { mode: 0o600, flush: true, flag });
  return {
    name: `DATA_DIR=${dataDir}`,
    what: 'data folder',
    path,
    read: () => unlessCode('ENOENT', undefined, () => readFile(path, 'utf8')),
    create: (id) => unlessCode('EEXIST', false, () => write(id, 'wx').then(() => true)),
    replace: (id) => write(id, 'w'),
    remove: () => rm(path, { force: true }),
  };
}

function wrongPlace({ name, what, path }: IdPlace, known: string, inPlace?: string): WrongDataFolderError {
  const holds = inPlace === undefined ? 'has no database id' : `belongs to the database ${inPlace}`;
  const [variable = ''] = name.split('=');
  return new WrongDataFolderError(
    `${name} ${holds}, but the database is ${known} and has another ${what}: set ${variable} to that one. ` +
      `If this one does hold its captures, write ${known} into ${path}`,
  );
}

/** Of hubs that create the id at once, all get that of the first. */
async function createId(place: IdPlace): Promise<{ id: string; created: boolean }> {
  const id = randomUUID();
  if (await place.create(id)) return { id, created: true };
  return { id: (await readId(place)) ?? id, created: false };
}

async function readId(place: IdPlace): Promise<string | undefined> {
  const text = (await place.read())?.trim();
  if (text === undefined || isUuid(text)) return text;
  throw new WrongDataFolderError(`${place.path} must hold the id of the database, a UUID; restore the file from a backup`);
}

async function unlessCode<T, U>(code: string, otherwise: U, work: () => Promise<T>): Promise<T | U> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return otherwise;
    throw error;
  }
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
