import { existsSync } from 'node:fs';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { lastLines, runCommand } from '../processes/run-command.ts';

const INSTALL_MS = 10 * 60_000;

export function canInstallPackages(): boolean {
  return existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
}

async function apt(args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await runCommand('/usr/bin/apt-get', args, { env, timeoutMs: INSTALL_MS });
  if (code !== 0) throw new SetupError(`apt-get ${args.join(' ')} failed: ${lastLines(output, 2)}`);
}

export async function installDebianPackage(name: string, showStep: ShowStep): Promise<void> {
  await showStep(`Installing ${name}`, async () => {
    await apt(['update', '-q']);
    await apt(['install', '-y', '-q', '--no-install-recommends', name]);
  });
}
