/** Redis servers of their own for tests, and for two hubs on one machine. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../free-port.ts';
import { isRunning } from '../processes/stop-child.ts';
import { SetupError } from '../setup-error.ts';
import type { ShowStep } from '../show-step.ts';
import { canInstallPackages, installDebianPackage } from './debian.ts';

/** Valkey is a fork of Redis 7.2 with the same protocol and options. */
const NAMES = ['redis-server', 'valkey-server'];
const SUFFIX = process.platform === 'win32' ? '.exe' : '';
/** Sharded pub/sub came with this version. */
const MIN_MAJOR = 7;
const START_MS = 60_000;
const CLOSE_MS = 10_000;
/** Another process may take the free port before the server does. */
const ATTEMPTS = 5;
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

export interface RunningRedis {
  readonly url: string;
  readonly pid: number;
  /** Stops answering, with open connections, like a server on a machine that hangs. */
  pause(): void;
  resume(): void;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  /** Starts an empty server at the same address. */
  restart(): Promise<void>;
  /** Stops the server and deletes its folder. */
  close(): Promise<void>;
}

/** Starts a server on a free loopback port that keeps nothing on disk. @throws {SetupError} */
export async function startRedis(options: readonly string[] = []): Promise<RunningRedis> {
  const program = findRedisServer();
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-redis-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const start = (port: number): Promise<ChildProcess> => startServer(program, folder, port, options);
  try {
    const { port, first } = await onFreePort(start);
    let child = first;
    return {
      url: `redis://127.0.0.1:${String(port)}`,
      get pid() {
        return child.pid ?? 0;
      },
      pause: () => void child.kill('SIGSTOP'),
      resume: () => void child.kill('SIGCONT'),
      kill: () => end(child, 'SIGKILL'),
      restart: async () => {
        await end(child, 'SIGKILL');
        child = await start(port);
      },
      close: async () => {
        child.kill('SIGCONT');
        await end(child, 'SIGTERM');
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function onFreePort(start: (port: number) => Promise<ChildProcess>): Promise<{ port: number; first: ChildProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, first: await start(port) };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function startServer(program: string, folder: string, port: number, options: readonly string[]): Promise<ChildProcess> {
  const address = ['--bind', '127.0.0.1', '--port', String(port)];
  const keepsNothing = ['--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn(program, [...address, ...keepsNothing, ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  child.once('exit', () => process.off('exit', killWithParent));
  const deadline = setTimeout(killWithParent, START_MS);
  try {
    await untilReady(child);
    return child;
  } catch (error) {
    await end(child, 'SIGKILL');
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

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
  await exited;
  clearTimeout(timer);
}
