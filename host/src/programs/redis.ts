/** Redis servers of their own for tests, and for two hubs on one machine. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { canInstallPackages, installDebianPackage } from './debian.ts';
import { endServer, killWithParent, startServerProcess, type ServerProcess } from './server-process.ts';

/** Valkey is a fork of Redis 7.2 with the same protocol and options. */
const NAMES = ['redis-server', 'valkey-server'];
const SUFFIX = process.platform === 'win32' ? '.exe' : '';
/** Sharded pub/sub came with this version. */
const MIN_MAJOR = 7;
const START_MS = 60_000;
const HOW = 'install Redis 7 or newer (Debian: redis-server, macOS: brew install redis), or set REDIS_URL';

/** @throws {SetupError} when none is installed, or only an older one */
export function findRedisServer(env: NodeJS.ProcessEnv = process.env): string {
  const found = find(env);
  if (found === undefined) throw new SetupError(`no redis-server: ${HOW}`);
  const { stdout } = spawnSync(found, ['--version'], { encoding: 'utf8', timeout: START_MS });
  const version = /\bv=([\d.]+)/.exec(stdout)?.[1];
  if (version === undefined) throw new SetupError(`${found} --version names no version: ${HOW}`);
  if (Number.parseInt(version, 10) < MIN_MAJOR) throw new SetupError(`${found} is version ${version}: ${HOW}`);
  return found;
}

function find(env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name + SUFFIX)));
  return candidates.find((path) => existsSync(path));
}

/** Finds or installs a Redis server. @throws {SetupError} */
export async function ensureRedis(env: NodeJS.ProcessEnv, showStep: ShowStep): Promise<void> {
  if (find(env) === undefined && canInstallPackages()) await installDebianPackage('redis-server', showStep);
  findRedisServer(env);
}

export interface RunningRedis extends ServerProcess {
  readonly url: string;
}

/** Starts a server on a free loopback port that keeps nothing on disk: a restart empties it. @throws {SetupError} */
export async function startRedis(options: readonly string[] = []): Promise<RunningRedis> {
  const program = findRedisServer();
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-redis-'));
  const server = await startServerProcess(folder, (port) => startServer(program, folder, port, options));
  return Object.assign(server, { url: `redis://127.0.0.1:${String(server.port)}` });
}

async function startServer(program: string, folder: string, port: number, options: readonly string[]): Promise<ChildProcess> {
  const address = ['--bind', '127.0.0.1', '--port', String(port)];
  const keepsNothing = ['--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn(program, [...address, ...keepsNothing, ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  killWithParent(child);
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_MS);
  try {
    await untilReady(child);
    return child;
  } catch (error) {
    await endServer(child, 'SIGKILL');
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

async function untilReady(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('Redis has no standard output');
  const lines: string[] = [];
  child.once('error', (error) => lines.push(error.message));
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (/Ready to accept connections/i.test(line)) {
      child.stdout.resume();
      return;
    }
  }
  throw new Error(`Redis did not start: ${lines.slice(-3).join('; ')}`);
}
