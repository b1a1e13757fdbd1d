import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type RunningRedis } from '@eyepiece/host/programs/redis';
import { ClusterStartError } from '../start-error.ts';
import { Redis, type RedisOptions } from './redis.ts';
import { RedisUnavailableError } from './unavailable.ts';

const logger = pino({ level: 'silent' });
/** Notices a server that hangs within half a second; a machine that is slow only reconnects more often. */
const timing = { connectMs: 5000, pingEveryMs: 100, pingMs: 400, retryMs: 20, maxRetryMs: 100 };

let server: RunningRedis;
const opened: Redis[] = [];

async function open(options: Partial<RedisOptions> = {}): Promise<Redis> {
  const redis = await Redis.open({ url: server.url, logger, ...options });
  opened.push(redis);
  return redis;
}

beforeAll(async () => {
  server = await startRedis();
});
afterEach(() => {
  for (const redis of opened.splice(0)) redis.close();
});
afterAll(() => server.close());

describe('Redis', () => {
  it('runs commands and scripts', async () => {
    const redis = await open();
    const key = redis.key('test', 'a');
    expect(key).toBe('eyepiece:0:test:a');
    expect(await redis.send(['SET', key, '7'])).toBe('OK');
    expect(await redis.script('return redis.call("incrby", KEYS[1], ARGV[1])', [key], ['3'])).toBe(10);
    await expect(redis.send(['INCR', key, 'too', 'many'])).rejects.toThrow('wrong number of arguments');
  });

  it('sends messages to every hub that listens, bytes unchanged', async () => {
    const [one, other] = [await open(), await open()];
    const got: string[] = [];
    const channel = one.key('news');
    one.listen(channel, (message) => got.push(`one ${message.toString('hex')}`));
    const stop = other.listen(channel, (message) => got.push(`other ${message.toString('hex')}`));
    await subscribed(channel, 2);
    await one.publish(channel, Buffer.from('00ff7b', 'hex'));
    await expect.poll(() => got.toSorted()).toEqual(['one 00ff7b', 'other 00ff7b']);
    stop();
    await subscribed(channel, 1);
    await one.publish(channel, Buffer.from('01', 'hex'));
    await expect.poll(() => got.length).toBe(3);
    expect(got).toContain('one 01');
  });

  it('survives a listener that throws', async () => {
    const redis = await open();
    const got: string[] = [];
    redis.listen('news', () => {
      throw new Error('a fault of the listener');
    });
    redis.listen('news', (message) => got.push(message.toString()));
    await subscribed('news', 1);
    await redis.publish('news', 'hello');
    await expect.poll(() => got).toEqual(['hello']);
  });

  it('listens again after the server was killed, and reports both', async () => {
    const redis = await open({ timing });
    const seen: string[] = [];
    redis.on('down', () => seen.push('down'));
    redis.on('up', () => seen.push('up'));
    redis.listen('news', (message) => seen.push(message.toString()));
    await server.kill();
    await expect.poll(() => redis.up).toBe(false);
    await expect(redis.send(['PING'])).rejects.toThrow(RedisUnavailableError);
    await expect(redis.publish('news', 'lost')).rejects.toThrow(RedisUnavailableError);
    redis.listen('later', (message) => seen.push(`later ${message.toString()}`));
    await server.restart();
    await expect.poll(() => redis.up).toBe(true);
    await redis.publish('news', 'hello');
    await redis.publish('later', 'too');
    await expect.poll(() => seen).toEqual(['down', 'up', 'hello', 'later too']);
  });

  it('does not wait for a server that hangs, and recovers with it', async () => {
    const redis = await open({ timing });
    server.pause();
    try {
      await expect(redis.send(['PING'], 50)).rejects.toThrow(RedisUnavailableError);
      await expect.poll(() => redis.up).toBe(false);
    } finally {
      server.resume();
    }
    await expect.poll(() => redis.up).toBe(true);
    expect(await redis.send(['PING'])).toBe('PONG');
  });

  it('bounds what waits for a server that hangs', async () => {
    const redis = await open();
    server.pause();
    try {
      const message = Buffer.alloc(1024 * 1024);
      const results = await Promise.allSettled(Array.from({ length: 12 }, () => redis.publish('big', message, 50)));
      const reasons = results.map((result) => (result.status === 'rejected' ? (result.reason as Error).message : 'sent'));
      expect(reasons.filter((reason) => reason === 'too many messages wait for Redis')).toHaveLength(4);
    } finally {
      server.resume();
    }
  });
});

describe('the start', () => {
  it('ends with one line when nothing answers', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const opening = open({ url: `redis://:hunter2@127.0.0.1:${String(port)}`, startMs: 300, timing: { ...timing, connectMs: 200 } });
    await expect(opening).rejects.toThrow(ClusterStartError);
    await expect(opening).rejects.toThrow(new RegExp(`^REDIS_URL=redis://127.0.0.1:${String(port)}: Redis does not answer: [^\n]+$`));
    silent.close();
    const refused = open({ url: `redis://127.0.0.1:${String(port)}`, startMs: 300 });
    await expect(refused).rejects.toThrow(/^REDIS_URL=redis:\/\/127.0.0.1:\d+: Redis does not answer: [^\n]*ECONNREFUSED/);
  });

  it('waits for a server that starts later', async () => {
    await server.kill();
    const opening = open({ timing, startMs: 60_000 });
    await server.restart();
    expect((await opening).up).toBe(true);
  });

  it('names a wrong password and a missing database at once', async () => {
    const locked = await startRedis(['--requirepass', 'correct']);
    try {
      const wrong = open({ url: locked.url.replace('//', '//:wrong@'), startMs: 60_000 });
      await expect(wrong).rejects.toThrow('Redis refuses the user or password');
      await expect(wrong).rejects.not.toThrow('wrong@');
      await expect(open({ url: locked.url, startMs: 60_000 })).rejects.toThrow('Redis refuses the user or password');
      const far = open({ url: `${locked.url.replace('//', '//:correct@')}/99`, startMs: 60_000 });
      await expect(far).rejects.toThrow('the server has no database of this number');
    } finally {
      await locked.close();
    }
  });
});

/** Waits until this many connections listen to a channel. */
async function subscribed(channel: string, count: number): Promise<void> {
  const [redis] = opened;
  await expect.poll(() => redis?.send(['PUBSUB', 'SHARDNUMSUB', channel])).toEqual([channel, count]);
}
