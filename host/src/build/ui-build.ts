import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { errorLines, runCommand } from '../processes/run-command.ts';
import { contentDigest, readStamp, writeStamp } from './stamp.ts';

const SOURCES = [
  'ui/src',
  'ui/public',
  'ui/vite',
  'ui/index.html',
  'ui/vite.config.ts',
  'ui/svelte.config.js',
  'ui/package.json',
  'shared-types/src',
  'package-lock.json',
];

export function viteScript(root: string): string {
  return join(root, 'node_modules', 'vite', 'bin', 'vite.js');
}

async function build(root: string, stampPath: string, digest: string): Promise<void> {
  // Under a test runner, NODE_ENV and VITEST would make a build for tests, which is larger and slower.
  const { VITEST: _tests, ...env } = process.env;
  const options = { cwd: join(root, 'ui'), env: { ...env, NODE_ENV: 'production' } };
  const { code, output } = await runCommand(process.execPath, [viteScript(root), 'build'], options);
  if (code !== 0) throw new SetupError(`the user interface could not be built: ${errorLines(output)}`, { fault: 'broken_checkout' });
  writeStamp(stampPath, digest);
}

/** Builds ui/dist unless its stamp matches the current sources. */
export async function ensureUiBuilt(root: string, showStep: ShowStep): Promise<void> {
  const stampPath = join(root, 'ui', 'dist', '.built-from');
  const digest = contentDigest(root, SOURCES);
  if (existsSync(join(root, 'ui', 'dist', 'index.html')) && readStamp(stampPath) === digest) return;
  await showStep('Building the user interface', () => build(root, stampPath, digest));
}
