/** Where the scripts and styles of the page are. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside this file, and beside the built file of the package. */
export const REPORT_PAGE = fileURLToPath(new URL('./page/', import.meta.url));

export function uplotFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('uplot/package.json')), 'dist');
}
