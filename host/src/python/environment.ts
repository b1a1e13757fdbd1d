import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { lastLines, runCommand } from '../processes/run-command.ts';
import { findPython } from './find-python.ts';
import { contentDigest, readStamp, writeStamp } from '../build/stamp.ts';

export type RequirementsFile = 'requirements.txt' | 'requirements-dev.txt';

const folder = 'camera-ws';

export function venvPython(root: string): string {
  const venv = join(root, folder, '.venv');
  return process.platform === 'win32' ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
}

/** A tool from the development requirements: ruff, pyright, lint-imports. */
export function venvTool(root: string, name: string): string {
  const venv = join(root, folder, '.venv');
  return process.platform === 'win32' ? join(venv, 'Scripts', `${name}.exe`) : join(venv, 'bin', name);
}

function stampPath(root: string, file: RequirementsFile): string {
  return join(root, folder, '.venv', `.eyepiece-${file}`);
}

function isInstalled(root: string, file: RequirementsFile): boolean {
  return existsSync(venvPython(root)) && readStamp(stampPath(root, file)) === contentDigest(root, [join(folder, file)]);
}

async function createVenv(root: string): Promise<void> {
  const python = await findPython();
  const target = join(root, folder, '.venv');
  const { code, output } = await runCommand(python.command, [...python.args, '-m', 'venv', '--clear', target]);
  if (code === 0) return;
  if (/ensurepip|No module named venv/.test(output)) {
    throw new SetupError(`Python ${python.version} cannot create virtual environments: on Debian and Ubuntu, install python3-venv`, {
      fault: 'python_missing',
    });
  }
  throw new SetupError(`the virtual environment could not be created: ${lastLines(output, 2)}`, { fault: 'python_missing' });
}

function pipReason(output: string): string {
  const errors = output.split('\n').filter((line) => line.startsWith('ERROR:'));
  return errors.slice(0, 2).join(' ').replaceAll('ERROR: ', '') || lastLines(output, 2);
}

async function install(root: string, file: RequirementsFile): Promise<void> {
  const options = ['--disable-pip-version-check', '--no-input', '--progress-bar=off', '--require-hashes'];
  const args = ['-m', 'pip', 'install', ...options, '-r', join(root, folder, file)];
  const { code, output } = await runCommand(venvPython(root), args);
  if (code !== 0)
    throw new SetupError(`the Python packages of ${folder}/${file} could not be installed: ${pipReason(output)}`, {
      fault: 'packages_missing',
    });
  writeStamp(stampPath(root, file), contentDigest(root, [join(folder, file)]));
}

/** Installs changed requirements into camera-ws/.venv. Fast when nothing changed. */
export async function ensurePythonEnvironment(root: string, files: readonly RequirementsFile[], showStep: ShowStep): Promise<void> {
  if (files.every((file) => isInstalled(root, file))) return;
  if (!existsSync(venvPython(root))) await showStep('Creating the Python environment', () => createVenv(root));
  for (const file of files) {
    if (!isInstalled(root, file)) await showStep(`Installing Python packages (${file})`, () => install(root, file));
  }
}
