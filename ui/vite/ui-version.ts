import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';

function* filesBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (!entry.name.endsWith('.test.ts')) yield path;
  }
}

function contentHash(root: string, sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesBelow(join(root, source))) {
      hash.update(relative(root, file).replaceAll('\\', '/')).update('\0').update(readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 10);
}

/**
 * `version+hash of the sources`, in the bundle (`__UI_VERSION__`) and in `version.json`. The hub reads that file and
 * sends its content to every client, so that a page opened before an update detects the update.
 */
export function uiVersion(root: string): Plugin {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const full = `${version}+${contentHash(root, ['src', 'public', '../shared-types/src', '../clients/typescript/src'])}`;
  return {
    name: 'eyepiece-ui-version',
    config: () => ({ define: { __UI_VERSION__: JSON.stringify(full) } }),
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'version.json', source: `${JSON.stringify({ version: full })}\n` });
    },
  };
}
