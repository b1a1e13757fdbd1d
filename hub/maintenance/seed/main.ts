/** `npm run seed -- --captures 100000`: creates a library of synthetic captures for development and load tests. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { claimFolder, makeFilesPrivate } from '@eyepiece/host/data-folder/private-files';
import { storeLocation } from '../../src/library/store/location.ts';
import { openFileStore } from '../../src/library/store/open-store.ts';
import { openDatabase } from '../../src/persistence/orm/orm.ts';
import { loadEnvFile } from '@eyepiece/host/env-file';
import { startOrJoinPglite } from '../library.ts';
import { hasRealCaptures, seedLibrary } from './seed.ts';

const HELP = `npm run seed -- [--captures N] [--add]

Fills the library of DATA_DIR (default ./data) and DATABASE_URL (default: embedded database) with N (1000) synthetic captures.

  --add   even if the library already has captures from a camera
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function commandLine(): { captures: number; add: boolean } {
  const { values } = parseArgs({
    options: { captures: { type: 'string', default: '1000' }, add: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const captures = Number(values.captures);
  if (!Number.isInteger(captures) || captures < 1 || captures > 2_000_000)
    fail(`--captures ${values.captures}: must be a number from 1 to 2000000`);
  return { captures, add: values.add };
}

async function main(): Promise<void> {
  const { captures, add } = commandLine();
  loadEnvFile(process.env);
  const dataDir = resolve(process.env['DATA_DIR'] ?? './data');
  makeFilesPrivate();
  claimFolder(dataDir, 'DATA_DIR');
  const given = process.env['DATABASE_URL'];
  const server =
    given === undefined || given === '' ? await startOrJoinPglite({ dataDir }) : { url: given, close: () => Promise.resolve() };
  const files = await openFileStore({ location: storeLocation(process.env, dataDir), dataDir });
  const database = await openDatabase({ url: server.url, logger: pino({ level: 'silent' }) });
  try {
    if (!add && (await hasRealCaptures(database))) fail('The library has captures from a camera; use --add to add synthetic ones');
    const startedAt = performance.now();
    const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(0);
    let reported = 0;
    const onProgress = (done: number): void => {
      if (done < captures && done - reported < 10_000) return;
      reported = done;
      process.stdout.write(`${done} of ${captures} captures, ${seconds()} s\n`);
    };
    await seedLibrary({ database, files, dataDir, captures, onProgress });
  } finally {
    await files.close();
    await database.close();
    await server.close();
  }
}

await main();
