import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { canInstallPackages, installDebianPackage } from './debian.ts';

/** Programs of the proxy tests. Each name is also the package name in Debian and in Homebrew. */
export type ProxyProgram = 'nginx' | 'caddy' | 'openssl';
const PROGRAMS: readonly ProxyProgram[] = ['nginx', 'caddy', 'openssl'];

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/** Also searches /usr/sbin: Debian installs nginx there, and it is not on every PATH. */
function find(program: ProxyProgram, env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, program + SUFFIX)).find((path) => existsSync(path));
}

/** @throws {SetupError} */
export function findProxyProgram(program: ProxyProgram, env: NodeJS.ProcessEnv = process.env): string {
  const found = find(program, env);
  if (found === undefined) throw new SetupError(`no ${program}: install it (Debian: ${program}, macOS: brew install ${program})`);
  return found;
}

/** Finds or installs nginx, Caddy and openssl. @throws {SetupError} with the name of a missing program */
export async function ensureProxies(env: NodeJS.ProcessEnv, showStep: ShowStep): Promise<void> {
  for (const program of PROGRAMS) {
    if (find(program, env) !== undefined) continue;
    if (canInstallPackages()) await installDebianPackage(program, showStep);
    findProxyProgram(program, env);
  }
}
