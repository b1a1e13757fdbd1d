/** Databases of PGlite that are made once and copied. Creating one takes seconds of processor time. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startPglite } from './pglite.ts';

/** Changes with the version of PGlite. Part of the name of a template. */
export function pgliteVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url));
  return createHash('sha256').update(manifest).digest('hex').slice(0, 16);
}

/**
 * Makes the template unless it exists.
 * @param fill called with the URL of the new database
 * @returns its folder
 */
export async function ensurePgliteTemplate(folder: string, fill?: (url: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const dataDir = await mkdtemp(join(dirname(folder), 'new-'));
  try {
    const server = await startPglite({ dataDir, template: '' });
    try {
      await fill?.(server.url);
    } finally {
      await server.close();
    }
    // Several processes may make it at once. The first rename wins, and no process sees a partial folder.
    await rename(join(dataDir, 'db'), folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The migrated template that the checks have made for hubs (scripts/checks/resources.ts); undefined: the one for all databases. */
export const hubPgliteTemplate = (): string | undefined => process.env['PGLITE_HUB_TEMPLATE'];
