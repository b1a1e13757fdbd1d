/** A build that is left out while its sources are those of the last one. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { errorLines, runCommand } from '../processes/run-command.ts';
import { contentDigest, readStamp, writeStamp } from './stamp.ts';

export interface StampedBuild {
  /** For messages, as in "the user interface". */
  readonly what: string;
  /** The package, which is built into its folder `dist`. */
  readonly folder: string;
  /** Files and folders that affect the result. */
  readonly sources: readonly string[];
  /** The program that builds, below the root. */
  readonly script: readonly string[];
  readonly timeoutMs?: number;
}

/** @throws {SetupError} with the first error of the build */
export async function ensureBuilt(root: string, definition: StampedBuild, showStep: ShowStep): Promise<void> {
  const dist = join(root, definition.folder, 'dist');
  const stampPath = join(dist, '.built-from');
  const digest = contentDigest(root, definition.sources);
  if (existsSync(join(dist, 'index.html')) && readStamp(stampPath) === digest) return;
  await showStep(`Building ${definition.what}`, async () => {
    // A build that is killed leaves files of two builds, which must not count as built.
    rmSync(stampPath, { force: true });
    await build(root, definition);
    writeStamp(stampPath, digest);
  });
}

async function build(root: string, { what, folder, script, timeoutMs }: StampedBuild): Promise<void> {
  // Under a test runner, NODE_ENV and VITEST would make a build for tests, which is larger and slower.
  const { VITEST: _tests, ...env } = process.env;
  const options = { cwd: join(root, folder), env: { ...env, NODE_ENV: 'production' }, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const { code, output } = await runCommand(process.execPath, [join(root, ...script), 'build'], options);
  if (code !== 0) throw new SetupError(`${what} could not be built: ${errorLines(output)}`, { fault: 'broken_checkout' });
}
