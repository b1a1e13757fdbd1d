/** Builds the script of `<eyepiece-live>`: one file without imports, for all current browsers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';

const EMBED = fileURLToPath(new URL('..', import.meta.url));

/** Writes `eyepiece-live.js` into the folder, and leaves its other files alone. */
export async function buildEmbed(folder: string): Promise<void> {
  const { version } = JSON.parse(await readFile(join(EMBED, 'package.json'), 'utf8')) as { version: string };
  await build({
    config: false,
    cwd: EMBED,
    entry: { 'eyepiece-live': 'src/main.ts' },
    outDir: folder,
    clean: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    fixedExtension: false,
    minify: true,
    dts: false,
    // A script in a page has no package manager.
    deps: { alwaysBundle: [/./] },
    banner: { js: `/*! Eyepiece ${version} <eyepiece-live>. MIT licence. */` },
    logLevel: 'error',
    report: false,
  });
}
