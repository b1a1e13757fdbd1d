import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { socketUrl } from './endpoint.ts';
import pg from 'pg';
import type { RunningDatabase } from './pglite.ts';

const START_MS = 60_000;
const CLOSE_MS = 10_000;
const RETRY_MS = 100;
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The folder of `initdb` and `postgres`: PG_BIN, then Debian's newest version, Homebrew's newest version, PATH. */
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

/** PostgreSQL refuses to run as root, so root starts it under an unprivileged account. */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = lines.find((entry) => entry.startsWith('postgres:')) ?? lines.find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('PostgreSQL cannot run as root and there is no account "postgres" or "nobody"');
  return { uid: Number(uid), gid: Number(gid) };
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

async function endServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // SIGINT requests PostgreSQL's "fast" shutdown, which disconnects clients.
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
  await exited;
  clearTimeout(timer);
}

interface Cluster {
  readonly bin: string;
  readonly folder: string;
  readonly account: Account | undefined;
  readonly port: number;
}

const OVER_TCP = process.platform === 'win32';
/** Trades durability for speed: data does not survive a crash of the server. */
const NOT_DURABLE = { synchronous_commit: 'off', full_page_writes: 'off' };

async function newCluster(): Promise<Cluster> {
  const bin = findPostgresBin();
  if (bin === undefined)
    throw new Error('no PostgreSQL server found: install the package "postgresql" or set PG_BIN to the folder of initdb');
  const account = unprivilegedAccount();
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-pg-'));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  createCluster(bin, folder, account);
  return { bin, folder, account, port: OVER_TCP ? await freePort() : 5432 };
}

async function startServer({ bin, folder, account, port }: Cluster, more: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const settings = {
    port: String(port),
    listen_addresses: OVER_TCP ? '127.0.0.1' : '',
    ...(OVER_TCP ? {} : { unix_socket_directories: folder }),
    // Written data survives a crash of the processes, but not of the machine.
    fsync: 'off',
    ...more,
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
  child.once('exit', () => process.off('exit', killWithParent));
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_MS);
  try {
    await untilReady(child);
    child.stderr.resume();
    return child;
  } catch (error) {
    await endServer(child);
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

function urlOf({ folder, port }: Cluster): string {
  return OVER_TCP ? `postgresql://postgres@127.0.0.1:${String(port)}/postgres` : socketUrl(folder);
}

/**
 * Starts a PostgreSQL server on a new cluster in a temporary folder. Data does not survive a crash; `close` deletes the
 * folder.
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<RunningDatabase> {
  const cluster = await newCluster();
  const remove = (): Promise<void> => rm(cluster.folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const child = await startServer(cluster, { ...NOT_DURABLE, ...settings });
    const close = async (): Promise<void> => {
      await endServer(child);
      await remove();
    };
    return { url: urlOf(cluster), pid: child.pid ?? 0, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A server that keeps committed data when its processes are killed. */
export interface RestartablePostgres extends RunningDatabase {
  /** Sends SIGKILL to the main process; its children exit too. */
  kill(): Promise<void>;
  /** Starts the server again on the same cluster. */
  restart(): Promise<void>;
  /** Runs a query that returns one column named `count`. */
  count(query: string): Promise<number>;
}

export async function startRestartablePostgres(): Promise<RestartablePostgres> {
  const cluster = await newCluster();
  let child = await startServer(cluster, {});
  return {
    url: urlOf(cluster),
    get pid() {
      return child.pid ?? 0;
    },
    kill: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    restart: async () => {
      child = await retryStart(() => startServer(cluster, {}));
    },
    count: async (query) => {
      const client = new pg.Client({ connectionString: urlOf(cluster) });
      await client.connect();
      try {
        const { rows } = await client.query<{ count: number }>(query);
        return rows[0]?.count ?? 0;
      } finally {
        await client.end();
      }
    },
    close: async () => {
      await endServer(child);
      await rm(cluster.folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A new server refuses to start while a process of the previous one is alive. */
async function retryStart(start: () => Promise<ChildProcess>): Promise<ChildProcess> {
  for (const deadline = performance.now() + START_MS; ;) {
    try {
      return await start();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await setTimeoutPromise(RETRY_MS);
    }
  }
}
