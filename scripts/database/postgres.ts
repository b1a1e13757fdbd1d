import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { socketUrl } from './endpoint.ts';
import type { RunningDatabase } from './pglite.ts';

const START_MS = 60_000;
const CLOSE_MS = 10_000;
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The folder with `initdb` and `postgres`: PG_BIN, Debian's newest version, Homebrew's, then PATH. */
export function findPostgresBin(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env['PG_BIN'] !== undefined) return env['PG_BIN'];
  const candidates = [
    ...versionFolders('/usr/lib/postgresql'),
    ...versionFolders('/opt/homebrew/opt'),
    ...(env['PATH'] ?? '').split(delimiter),
  ];
  return candidates.find((folder) => existsSync(join(folder, `initdb${SUFFIX}`)) && existsSync(join(folder, `postgres${SUFFIX}`)));
}

function versionFolders(root: string): string[] {
  if (!existsSync(root)) return [];
  const version = (name: string): number => Number(/(\d+)$/.exec(name)?.[1] ?? 0);
  return readdirSync(root)
    .filter((name) => /^(postgresql@)?\d+$/.test(name))
    .sort((a, b) => version(b) - version(a))
    .map((name) => join(root, name, 'bin'));
}

/** PostgreSQL refuses to run as root; an unprivileged account of this machine takes its place. */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = lines.find((entry) => entry.startsWith('postgres:')) ?? lines.find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('PostgreSQL cannot run as root and there is no account "postgres" or "nobody"');
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function createCluster(bin: string, folder: string, account: Account | undefined): void {
  const args = ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const result = spawnSync(join(bin, `initdb${SUFFIX}`), args, { cwd: folder, encoding: 'utf8', timeout: START_MS, ...account });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr.trim()}`);
}

async function untilReady(child: ChildProcess): Promise<void> {
  if (child.stderr === null) throw new Error('PostgreSQL has no standard error');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stderr });
  for await (const line of reader) {
    lines.push(line);
    if (line.includes('database system is ready to accept connections')) return;
  }
  throw new Error(`PostgreSQL did not start: ${lines.slice(-5).join('; ')}`);
}

async function stopServer(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    // SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients.
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
    await exited;
    clearTimeout(timer);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Starts a PostgreSQL server on a new cluster in a temporary folder that `close` deletes; nothing in it survives a crash. */
export async function startPostgres(): Promise<RunningDatabase> {
  const bin = findPostgresBin();
  if (bin === undefined)
    throw new Error('no PostgreSQL server found: install the package "postgresql" or set PG_BIN to the folder of initdb');
  const account = unprivilegedAccount();
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-pg-'));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  createCluster(bin, folder, account);
  const overTcp = process.platform === 'win32';
  const port = overTcp ? await freePort() : 5432;
  const settings = {
    port: String(port),
    listen_addresses: overTcp ? '127.0.0.1' : '',
    ...(overTcp ? {} : { unix_socket_directories: folder }),
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  };
  const args = ['-D', join(folder, 'data'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = spawn(join(bin, `postgres${SUFFIX}`), args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
    ...account,
  });
  const killWithParent = (): void => void child.kill('SIGQUIT');
  process.once('exit', killWithParent);
  const close = async (): Promise<void> => {
    process.off('exit', killWithParent);
    await stopServer(child, folder);
  };
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_MS);
  try {
    await untilReady(child);
    child.stderr.resume();
    return { url: overTcp ? `postgresql://postgres@127.0.0.1:${String(port)}/postgres` : socketUrl(folder), pid: child.pid ?? 0, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}
