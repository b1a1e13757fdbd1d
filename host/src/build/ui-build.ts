import { join } from 'node:path';
import type { ShowStep } from '../show-step.ts';
import { ensureBuilt } from './stamped-build.ts';

const VITE = ['node_modules', 'vite', 'bin', 'vite.js'];

const UI = {
  what: 'the user interface',
  folder: 'ui',
  script: VITE,
  sources: [
    'ui/src',
    'ui/public',
    'ui/vite',
    'ui/index.html',
    'ui/vite.config.ts',
    'ui/svelte.config.js',
    'ui/package.json',
    'shared-types/src',
    'clients/typescript/src',
    'package-lock.json',
  ],
};

export function viteScript(root: string): string {
  return join(root, ...VITE);
}

/** Builds ui/dist unless its stamp matches the current sources. */
export async function ensureUiBuilt(root: string, showStep: ShowStep): Promise<void> {
  await ensureBuilt(root, UI, showStep);
}
