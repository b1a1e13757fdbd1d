/** Databases with the current schema. Migrating each anew would take longer than most suites. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { startPglite, type RunningDatabase } from '@eyepiece/host/database/pglite';
import type { DatabaseTemplate } from '@eyepiece/host/database/temporary-database';
import { openDatabase } from '../../src/persistence/orm/orm.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(root, 'node_modules', '.cache', 'eyepiece');
const PERSISTENCE = join(root, 'hub', 'src', 'persistence');

/** Changes with the migrations and with the version of PGlite. */
const VERSION = ((): string => {
  const migrations = readdirSync(join(PERSISTENCE, 'migrations')).map((name) => join('migrations', name));
  const sources = [...migrations, 'orm/migrate.ts', 'orm/orm-options.ts'].map((name) => join(PERSISTENCE, name));
  const hash = createHash('sha256');
  for (const path of [...sources.sort(), join(root, 'host', 'package.json')]) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
})();

async function migrate(url: string): Promise<void> {
  await (await openDatabase({ url, logger: pino({ level: 'silent' }) })).close();
}

export const MIGRATED: DatabaseTemplate = { name: `migrated_${VERSION}`, fill: migrate };

/** Starts PGlite on a copy of a migrated database. */
export async function startMigratedPglite(dataDir: string): Promise<RunningDatabase> {
  await cp(await migratedFolder(), join(dataDir, 'db'), { recursive: true });
  return startPglite({ dataDir });
}

/** Created by the first test that needs it, and kept for later runs. */
async function migratedFolder(): Promise<string> {
  const folder = join(CACHE, `pglite-${VERSION}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const dataDir = await mkdtemp(join(CACHE, 'new-'));
  try {
    const server = await startPglite({ dataDir });
    try {
      await migrate(server.url);
    } finally {
      await server.close();
    }
    // Several workers may create it at once. The first rename wins, and no worker sees a partial folder.
    await rename(join(dataDir, 'db'), folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
