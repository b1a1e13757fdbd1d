import { connect } from 'node:net';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRedisServer, startRedis } from './redis.ts';

async function ask(url: string, command: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`${command}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().trim();
}

describe('startRedis', () => {
  it('starts servers that do not share anything, and starts one again at its address', async () => {
    const [one, other] = await Promise.all([startRedis(), startRedis()]);
    try {
      expect(await ask(one.url, 'SET a 1')).toBe('+OK');
      expect(await ask(other.url, 'EXISTS a')).toBe(':0');
      await one.kill();
      await expect(ask(one.url, 'PING')).rejects.toThrow('ECONNREFUSED');
      await one.restart();
      expect(await ask(one.url, 'EXISTS a')).toBe(':0');
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });

  it('says why the server did not start', async () => {
    await expect(startRedis(['--no-such-option', '1'])).rejects.toThrow('Redis did not start');
  });
});

describe.skipIf(process.platform === 'win32')('findRedisServer', () => {
  it('refuses an older version', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-path-'));
    const program = join(folder, 'redis-server');
    await writeFile(program, '#!/bin/sh\necho "Redis server v=6.0.16 sha=00000000:0"\n');
    await chmod(program, 0o755);
    expect(() => findRedisServer({ PATH: folder })).toThrow('is version 6.0.16: install Redis 7 or newer');
    await rm(folder, { recursive: true });
  });
});
