import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Version of the built UI, which lets an open page detect that it is outdated. */
export async function uiVersion(uiDir: string): Promise<string> {
  try {
    const { version } = JSON.parse(await readFile(join(uiDir, 'version.json'), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : '';
  } catch {
    return ''; // not built, for example with the development server
  }
}
