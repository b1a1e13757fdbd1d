import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { lastLines, runCommand } from '../processes/run-command.ts';
import { canInstallPackages, installDebianPackage } from './debian.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
/** Chromium without windows: the name of the program and of Debian's package. */
const HEADLESS_SHELL = 'chromium-headless-shell';
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
const WINDOWS_APPS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

const searchedFolders = (env: NodeJS.ProcessEnv): string[] => ['/usr/bin', ...(env['PATH'] ?? '').split(delimiter)];

function candidates(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') return MAC_APPS;
  if (process.platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter((folder) => folder !== undefined);
    return folders.flatMap((folder) => WINDOWS_APPS.map((app) => join(folder, app)));
  }
  return searchedFolders(env).flatMap((folder) => NAMES.map((name) => join(folder, name)));
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

/**
 * For tests: a browser without windows, which starts pages in a third of the processor time. CHROMIUM_PATH comes first,
 * and where there is no such browser, any Chromium.
 */
export function findHeadlessChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if ((env['CHROMIUM_PATH'] ?? '') !== '' || process.platform !== 'linux') return findChromium(env);
  const shells = searchedFolders(env).map((folder) => join(folder, HEADLESS_SHELL));
  return shells.find((path) => existsSync(path)) ?? findChromium(env);
}

async function downloadChromium(root: string, showStep: ShowStep): Promise<void> {
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  await showStep('Downloading Chromium', async () => {
    const { code, output } = await runCommand(process.execPath, [cli, 'install', 'chromium']);
    if (code !== 0)
      throw new SetupError(`no Chromium, and none could be downloaded (${lastLines(output, 1)}): install it or set CHROMIUM_PATH`);
  });
}

async function installFromDebian(showStep: ShowStep): Promise<void> {
  await installDebianPackage('chromium', showStep);
  // Not every distribution has this package. Without it the tests take longer, that is all.
  await installDebianPackage(HEADLESS_SHELL, showStep).catch(() => undefined);
}

/** The browsers for the tests; installs them when no Chromium is found. */
export async function ensureChromium(root: string, showStep: ShowStep): Promise<void> {
  if (findChromium() !== undefined) return;
  await (canInstallPackages() ? installFromDebian(showStep) : downloadChromium(root, showStep));
  if (findChromium() === undefined) throw new SetupError('Chromium was installed but is not found: set CHROMIUM_PATH');
}
