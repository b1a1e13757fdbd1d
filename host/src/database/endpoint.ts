import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero. */
const MAX_SOCKET_PATH_BYTES = 103;
/** Part of the name that PostgreSQL clients give to a Unix socket: `.s.PGSQL.5432`. */
const SOCKET_PORT = 5432;

export interface Endpoint {
  readonly listen: ListenOptions;
  /** Only on TCP: a Unix socket is guarded by its folder's mode. */
  readonly password: string | undefined;
  /** The address for clients, given the port that was bound. */
  url(port: number): string;
  dispose(): Promise<void>;
}

export function socketPath(folder: string): string {
  return join(folder, `.s.PGSQL.${String(SOCKET_PORT)}`);
}

/** Percent-encodes the folder as the URL's host: understood by libpq, node-postgres and MikroORM alike. */
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

/** A place to listen that other users of this machine cannot reach. */
export async function chooseEndpoint(dataDir: string, platform: NodeJS.Platform = process.platform): Promise<Endpoint> {
  if (platform === 'win32') return loopbackEndpoint();
  const folder = join(resolve(dataDir), 'run');
  if (fitsSocketPath(folder)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    // A killed server leaves its socket behind; the instance lock says that nobody listens on it.
    await rm(socketPath(folder), { force: true });
    return unixEndpoint(folder, false);
  }
  const temporary = await mkdtemp(join(tmpdir(), 'eyepiece-'));
  if (fitsSocketPath(temporary)) return unixEndpoint(temporary, true);
  await rm(temporary, { recursive: true });
  return loopbackEndpoint();
}
