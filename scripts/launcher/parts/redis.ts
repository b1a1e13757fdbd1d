/** The Redis server of several hubs on one machine. It keeps nothing: hubs and cameras fill it again. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@eyepiece/host/free-port';
import { findRedisServer } from '@eyepiece/host/programs/redis';
import type { PartDefinition } from './part.ts';

const STOP_MS = 5_000;

export interface OwnRedis {
  readonly url: string;
  readonly definition: PartDefinition;
}

/** @throws {SetupError} when no Redis server is installed, or only an older one */
export async function ownRedis(dataDir: string): Promise<OwnRedis> {
  const command = findRedisServer();
  const port = await freePort();
  const password = randomBytes(24).toString('base64url');
  const folder = join(dataDir, 'redis');
  const file = join(folder, 'redis.conf');
  const lines = ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, 'save ""', 'appendonly no'];
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    definition: {
      name: 'redis',
      isUp: ({ message }) => message.includes('Ready to accept connections'),
      stopWithinMs: STOP_MS,
      command: () => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        // The arguments of a process are visible to other users of the machine, so the password is in a file.
        rmSync(file, { force: true });
        writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
        return { command, args: [file], cwd: folder, env: { PATH: process.env['PATH'] } };
      },
    },
  };
}
