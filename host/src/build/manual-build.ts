import type { ShowStep } from '../show-step.ts';
import { ensureBuilt } from './stamped-build.ts';

const MANUAL = {
  what: 'the manual',
  folder: 'manual',
  script: ['node_modules', 'vitepress', 'bin', 'vitepress.js'],
  sources: ['docs', 'CHANGELOG.md', 'manual/.vitepress', 'manual/src', 'manual/tsconfig.json', 'manual/package.json', 'package-lock.json'],
  // Eyepiece starts without a manual when the build hangs.
  timeoutMs: 5 * 60_000,
};

/** Builds manual/dist from docs unless its stamp matches the current sources. A link that leads nowhere fails the build. */
export async function ensureManualBuilt(root: string, showStep: ShowStep): Promise<void> {
  await ensureBuilt(root, MANUAL, showStep);
}
