/**
 * Runs the embedded database as a separate process: `node pglite-process.ts DATA_DIR`. With PGLITE_TEMPLATE, a new database
 * is a copy of that folder.
 */
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { chooseEndpoint } from './endpoint.ts';
import { AlreadyRunningError, takeInstanceLock } from '../data-folder/instance-lock.ts';
import { claimFolder, makeFilesPrivate, PrivateFilesError } from '../data-folder/private-files.ts';
import { PrivateNodeFS } from './private-node-fs.ts';
import { fileFault, START_FAULTS } from '../start-faults.ts';
import { serveWire } from './wire-server.ts';

const MAX_SESSIONS = 64;

function log(entry: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const fault =
    error instanceof AlreadyRunningError ? 'already_running' : error instanceof PrivateFilesError ? 'folder_denied' : fileFault(error);
  process.exit(START_FAULTS[fault ?? 'unknown']);
}

/** An interrupted copy leaves no folder. */
async function copyTemplate(template: string, folder: string): Promise<void> {
  const copy = `${folder}.new`;
  await rm(copy, { recursive: true, force: true });
  await cp(template, copy, { recursive: true });
  await rename(copy, folder);
}

async function main(dataDir: string): Promise<void> {
  makeFilesPrivate();
  claimFolder(dataDir, 'DATA_DIR');
  const releaseLock = takeInstanceLock(join(dataDir, 'db.lock'), `the database in ${dataDir}`);
  const folder = join(dataDir, 'db');
  const template = process.env['PGLITE_TEMPLATE'] ?? '';
  if (template !== '' && !existsSync(folder)) await copyTemplate(template, folder);
  const database = await PGlite.create({ fs: new PrivateNodeFS(folder) });
  const endpoint = await chooseEndpoint(dataDir);
  const server = await serveWire({
    database,
    listen: endpoint.listen,
    password: endpoint.password,
    maxSessions: MAX_SESSIONS,
    onFailure: fail,
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await server.close();
    await database.close();
    await endpoint.dispose();
    releaseLock();
    log({ msg: 'closed' });
    process.exit(0);
  };
  const stop = (): void => {
    closing ??= close().catch(fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The pipes break when the parent dies; the database must still close cleanly.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  if (process.env['EYEPIECE_SUPERVISED'] === '1') process.stdin.on('error', stop).once('end', stop).resume();
  log({ msg: 'listening', databaseUrl: endpoint.url(server.port) });
}

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) fail('usage: node pglite-process.ts DATA_DIR');
await main(resolve(dataDir)).catch(fail);
