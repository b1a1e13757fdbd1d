import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { lastLines, runCommand } from '../processes/run-command.ts';
import { canInstallPackages, installDebianPackage } from './debian.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
const WINDOWS_APPS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

function candidates(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') return MAC_APPS;
  if (process.platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter((folder) => folder !== undefined);
    return folders.flatMap((folder) => WINDOWS_APPS.map((app) => join(folder, app)));
  }
  const folders = ['/usr/bin', ...(env['PATH'] ?? '').split(delimiter)];
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
}

/** CHROMIUM_PATH, otherwise the first installed Chromium-based browser. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new SetupError(`CHROMIUM_PATH=${chosen} does not exist`);
  }
  return [...candidates(env), chromium.executablePath()].find((path) => path !== '' && existsSync(path));
}

async function downloadChromium(root: string, showStep: ShowStep): Promise<void> {
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  await showStep('Downloading Chromium', async () => {
    const { code, output } = await runCommand(process.execPath, [cli, 'install', 'chromium']);
    if (code !== 0)
      throw new SetupError(`no Chromium, and none could be downloaded (${lastLines(output, 1)}): install it or set CHROMIUM_PATH`);
  });
}

/** The browser for the tests; installs one when none is found. */
export async function ensureChromium(root: string, showStep: ShowStep): Promise<string> {
  const present = findChromium();
  if (present !== undefined) return present;
  if (canInstallPackages()) await installDebianPackage('chromium', showStep);
  else await downloadChromium(root, showStep);
  const installed = findChromium();
  if (installed === undefined) throw new SetupError('Chromium was installed but is not found: set CHROMIUM_PATH');
  return installed;
}
