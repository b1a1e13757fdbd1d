/** moto's server, which keeps objects in memory. It takes the place of versitygw where there is no Go. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { lastLines, runCommand } from '../processes/run-command.ts';
import { findPython } from '../python/find-python.ts';
import type { ShowStep } from '../show-step.ts';
import { spawnServer, startServerProcess } from './server-process.ts';

const VERSION = '5.2.1';
const PACKAGE = `moto[s3,server]==${VERSION}`;
const WINDOWS = process.platform === 'win32';
const INSTALL_MS = 10 * 60_000;

/** @param root of the checkout, whose cache has the program after `ensureMoto` */
export function findMoto(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [scriptsOf(root), ...(env['PATH'] ?? '').split(delimiter)]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, `moto_server${WINDOWS ? '.exe' : ''}`))
    .find((path) => existsSync(path));
}

/** Installs moto into the cache of the checkout. Tests go on without it, so a failure is only printed. */
export async function ensureMoto(root: string, env: NodeJS.ProcessEnv, showStep: ShowStep): Promise<void> {
  if (findMoto(root, env) !== undefined) return;
  await showStep(`Installing ${PACKAGE}, an S3 server for the tests of the protocol`, async () => {
    const reason = await install(root);
    if (reason === undefined) return;
    await rm(venvOf(root), { recursive: true, force: true });
    process.stderr.write(`${PACKAGE} could not be installed, the tests of the protocol of S3 are skipped too: ${reason}\n`);
  });
}

/** Starts a server with an empty bucket on a free loopback port. */
export async function startMoto(program: string, bucket: string): Promise<{ endpoint: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-moto-'));
  const args = (port: number): string[] => ['-H', '127.0.0.1', '-p', String(port)];
  const server = await startServerProcess(folder, (port) => spawnServer({ name: 'moto', program, args: args(port) }, port));
  const endpoint = `http://127.0.0.1:${String(server.port)}`;
  const response = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  if (response.ok) return { endpoint, close: () => server.close() };
  await server.close();
  throw new Error(`moto did not create the bucket: ${String(response.status)} ${await response.text()}`);
}

/** @returns why it failed; undefined after a success */
async function install(root: string): Promise<string | undefined> {
  const python = await findPython().catch(() => undefined);
  if (python === undefined) return 'there is no Python';
  const options = ['--disable-pip-version-check', '--no-input', '--progress-bar=off'];
  const steps = [
    [python.command, ...python.args, '-m', 'venv', '--clear', venvOf(root)],
    [join(scriptsOf(root), WINDOWS ? 'python.exe' : 'python'), '-m', 'pip', 'install', ...options, PACKAGE],
  ];
  for (const [command = '', ...args] of steps) {
    const { code, output } = await runCommand(command, args, { timeoutMs: INSTALL_MS });
    if (code !== 0) return lastLines(output, 1);
  }
  return undefined;
}

function venvOf(root: string): string {
  return join(root, 'node_modules', '.cache', `moto-${VERSION}`);
}

function scriptsOf(root: string): string {
  return join(venvOf(root), WINDOWS ? 'Scripts' : 'bin');
}
