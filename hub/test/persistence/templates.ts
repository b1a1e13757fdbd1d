/** Databases with the current schema. Migrating each anew would take longer than most suites. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { startPglite, type RunningDatabase } from '@eyepiece/host/database/pglite';
import { ensurePgliteTemplate, pgliteVersion } from '@eyepiece/host/database/pglite-template';
import type { DatabaseTemplate } from '@eyepiece/host/database/temporary-database';
import { openDatabase } from '../../src/persistence/orm/orm.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(root, 'node_modules', '.cache', 'eyepiece');
const PERSISTENCE = join(root, 'hub', 'src', 'persistence');

/** Changes with the migrations and with the version of PGlite. */
const VERSION = ((): string => {
  const migrations = readdirSync(join(PERSISTENCE, 'migrations')).map((name) => join('migrations', name));
  const sources = [...migrations, 'orm/migrate.ts', 'orm/orm-options.ts'].map((name) => join(PERSISTENCE, name));
  const hash = createHash('sha256').update(pgliteVersion());
  for (const path of sources.sort()) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
})();

async function migrate(url: string): Promise<void> {
  await (await openDatabase({ url, logger: pino({ level: 'silent' }) })).close();
}

export const MIGRATED: DatabaseTemplate = { name: `migrated_${VERSION}`, fill: migrate };

/** The folder of a migrated database of PGlite. */
export const migratedPglite = (): Promise<string> => ensurePgliteTemplate(join(CACHE, `pglite-${VERSION}`), migrate);

/** Starts PGlite on a copy of a migrated database. */
export async function startMigratedPglite(dataDir: string): Promise<RunningDatabase> {
  return startPglite({ dataDir, template: await migratedPglite() });
}
