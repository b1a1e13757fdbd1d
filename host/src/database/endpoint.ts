import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, including the terminating zero. */
const MAX_SOCKET_PATH_BYTES = 103;
/** Part of the file name that PostgreSQL clients expect of a Unix socket: `.s.PGSQL.5432`. */
const SOCKET_PORT = 5432;

export interface Endpoint {
  readonly listen: ListenOptions;
  /** Set on TCP only: a Unix socket is protected by the mode of its folder. */
  readonly password: string | undefined;
  /** The connection URL for clients, given the bound port. */
  url(port: number): string;
  dispose(): Promise<void>;
}

export function socketPath(folder: string): string {
  return join(folder, `.s.PGSQL.${String(SOCKET_PORT)}`);
}

/** Percent-encodes the folder as the host of the URL, as libpq, node-postgres and MikroORM understand it. */
export function socketUrl(folder: string): string {
  return `postgresql://postgres@${encodeURIComponent(folder)}:${String(SOCKET_PORT)}/postgres`;
}

export function fitsSocketPath(folder: string): boolean {
  return Buffer.byteLength(socketPath(folder)) <= MAX_SOCKET_PATH_BYTES;
}

function unixEndpoint(folder: string, temporary: boolean): Endpoint {
  return {
    listen: { path: socketPath(folder) },
    password: undefined,
    url: () => socketUrl(folder),
    dispose: () => rm(temporary ? folder : socketPath(folder), { recursive: true, force: true }),
  };
}

function loopbackEndpoint(): Endpoint {
  const password = randomBytes(24).toString('base64url');
  return {
    listen: { host: '127.0.0.1', port: 0 },
    password,
    url: (port) => `postgresql://postgres:${password}@127.0.0.1:${String(port)}/postgres`,
    dispose: () => Promise.resolve(),
  };
}

/** An address that other users of this machine cannot connect to. */
export async function chooseEndpoint(dataDir: string, platform: NodeJS.Platform = process.platform): Promise<Endpoint> {
  if (platform === 'win32') return loopbackEndpoint();
  const folder = join(resolve(dataDir), 'run');
  if (fitsSocketPath(folder)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    // A killed server leaves its socket file behind. The instance lock guarantees that no process listens on it.
    await rm(socketPath(folder), { force: true });
    return unixEndpoint(folder, false);
  }
  const temporary = await mkdtemp(join(tmpdir(), 'eyepiece-'));
  if (fitsSocketPath(temporary)) return unixEndpoint(temporary, true);
  await rm(temporary, { recursive: true });
  return loopbackEndpoint();
}
