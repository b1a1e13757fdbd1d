/** Opens the library of a data folder for maintenance programs. */
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AlreadyRunningError, HUB_LOCK, takeInstanceLock } from '@eyepiece/host/data-folder/instance-lock';
import { claimFolder, makeFilesPrivate, PRIVATE_FILE_MODE } from '@eyepiece/host/data-folder/private-files';
import { SetupError } from '@eyepiece/host/setup-error';
import { fitsSocketPath, socketPath, socketUrl } from '@eyepiece/host/database/endpoint';
import { isOwnFolder, storeLocation } from '../src/library/store/location.ts';
import { openFileStore } from '../src/library/store/open-store.ts';
import type { FileStore } from '../src/library/store/file-store.ts';
import { holdLockOfHubs } from './stopped-hubs.ts';
import { startPglite } from '@eyepiece/host/database/pglite';

type Environment = Readonly<Record<string, string | undefined>>;

export interface LibraryLocation {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly files: FileStore;
  /** Whether the files are in the data folder. */
  readonly ownFolder: boolean;
  /** Releases locks and connections. May be called twice. */
  close(): Promise<void>;
}

/** Opens the library exclusively. @throws {AlreadyRunningError} while a hub uses the folder, {SetupError} while several hubs use the database */
export async function openExclusively(env: Environment): Promise<LibraryLocation> {
  const dataDir = dataFolder(env);
  makeFilesPrivate();
  claimFolder(dataDir, 'DATA_DIR');
  const locks: (() => void)[] = [];
  const release = (): void => {
    for (const releaseLock of locks.splice(0)) releaseLock();
  };
  try {
    for (const name of ['eyepiece.lock', HUB_LOCK]) locks.push(takeInstanceLock(join(dataDir, name), dataDir));
    const library = await openParts(env, dataDir, startPglite);
    try {
      // PGlite serves one hub, whose lock is in the data folder.
      const hubs = (env['DATABASE_URL'] ?? '') === '' ? undefined : await holdLockOfHubs(library.databaseUrl);
      return {
        ...library,
        close: async () => {
          await hubs?.close();
          await library.close();
          release();
        },
      };
    } catch (error) {
      await library.close();
      throw error;
    }
  } catch (error) {
    release();
    throw error;
  }
}

/** Opens the library without locking it: a hub may be running. */
export async function openShared(env: Environment): Promise<LibraryLocation> {
  const dataDir = dataFolder(env);
  if (!existsSync(dataDir)) throw new SetupError(`DATA_DIR=${dataDir} does not exist`);
  makeFilesPrivate();
  claimFolder(dataDir, 'DATA_DIR');
  return openParts(env, dataDir, startOrJoinPglite);
}

type StartDatabase = (options: { dataDir: string }) => Promise<OpenedDatabase>;

async function openParts(env: Environment, dataDir: string, startDatabase: StartDatabase): Promise<LibraryLocation> {
  const location = storeLocation(env, dataDir);
  const files = await openFileStore({ location, dataDir });
  try {
    const database = await openDatabase(env, dataDir, startDatabase);
    return {
      dataDir,
      databaseUrl: database.url,
      files,
      ownFolder: isOwnFolder(location),
      close: async () => {
        await files.close();
        await database.close();
      },
    };
  } catch (error) {
    await files.close();
    throw error;
  }
}

interface OpenedDatabase {
  readonly url: string;
  close(): Promise<void>;
}

async function openDatabase(env: Environment, dataDir: string, embedded: StartDatabase): Promise<OpenedDatabase> {
  const url = env['DATABASE_URL'] ?? '';
  return url === '' ? embedded({ dataDir }) : { url, close: () => Promise.resolve() };
}

/** Starts the folder's embedded database, or connects to the one that a running hub uses. */
export async function startOrJoinPglite({ dataDir }: { dataDir: string }): Promise<OpenedDatabase> {
  try {
    return await startPglite({ dataDir });
  } catch (error) {
    const folder = join(dataDir, 'run');
    const runs = error instanceof Error && error.message.includes('already in use');
    if (!runs || !fitsSocketPath(folder) || !existsSync(socketPath(folder))) throw error;
    return { url: socketUrl(folder), close: () => Promise.resolve() };
  }
}

function dataFolder(env: Environment): string {
  return resolve(env['DATA_DIR'] === undefined || env['DATA_DIR'] === '' ? './data' : env['DATA_DIR']);
}

/** The folder given on the command line. @throws {SetupError} */
function folderArgument(program: string): string {
  const [folder, ...more] = process.argv.slice(2);
  if (folder === undefined || folder.startsWith('-') || more.length > 0) throw new SetupError(`usage: npm run ${program} -- FOLDER`);
  return resolve(folder);
}

/** Prints the error in one line and exits with status 2: the program could not run. */
export function failed(error: unknown): never {
  if (error instanceof AlreadyRunningError) process.stderr.write(`Stop Eyepiece first: ${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}

/** Runs a program with the folder on its command line. */
export async function runWithFolder(program: string, run: (folder: string) => Promise<void>): Promise<void> {
  try {
    await run(folderArgument(program));
  } catch (error) {
    failed(error);
  }
}

/**
 * Copies the secrets, and the authority that devices trust. Missing files are no error: the secrets are then in the
 * environment, and HTTPS has no authority of its own.
 */
export async function copySecrets(from: string, to: string): Promise<void> {
  for (const name of ['secrets.json', join('tls', 'authority.pem')]) {
    const [source, copy] = [join(from, name), join(to, name)];
    if (!existsSync(source)) continue;
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(source, copy);
    await chmod(copy, PRIVATE_FILE_MODE);
  }
}
