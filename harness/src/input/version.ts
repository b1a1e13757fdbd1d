import { existsSync, readFileSync } from 'node:fs';

/** Of the package: of the nearest package.json above this file, in a checkout as in the built package. */
export function packageVersion(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const file = new URL('package.json', folder);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
    if (folder.pathname === '/') return 'unknown';
  }
}
