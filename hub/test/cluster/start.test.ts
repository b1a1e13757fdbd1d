import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pino from 'pino';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterStartError } from '../../src/cluster/start-error.ts';
import { createHub } from '../../src/process/opening/hub.ts';
import { ConfigError, readConfig } from '../../src/process/config.ts';
import { startMigratedPglite } from '../persistence/templates.ts';
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { SECRETS } from '../setup/start-hub.ts';
import { CLUSTER_TOKEN, startHubs, type TestHubs } from './start-hubs.ts';

let cluster: TestHubs;
let folder: string;

beforeAll(async () => {
  cluster = await startHubs(1);
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-start-'));
});
afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true });
});

/** What another hub has in Redis. Marks that are missing do not differ. */
async function addEntry(entry: Record<string, unknown>): Promise<{ readonly url: string; readonly remove: () => Promise<unknown> }> {
  const redis = cluster.hubs[0]?.hub.cluster?.redis;
  if (!redis) throw new Error('no hub');
  const hubId = randomUUID();
  const url = `http://127.0.0.1:1/${hubId}`;
  const [expiry, entries] = [redis.key('hubs', 'expiry'), redis.key('hubs', 'entries')];
  await redis.send(['ZADD', expiry, String(Date.now() + 3_600_000), hubId]);
  await redis.send(['HSET', entries, hubId, JSON.stringify({ hubId, url, marks: {}, ...entry })]);
  const remove = async (): Promise<void> => {
    await redis.send(['ZREM', expiry, hubId]);
    await redis.send(['HDEL', entries, hubId]);
  };
  return { url, remove };
}

describe('a hub does not start, and says why in one line,', () => {
  const failing = async (start: () => Promise<unknown>, kind: new (message: string) => Error): Promise<string> => {
    const failure: unknown = await start().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(kind);
    expect((failure as Error).message).not.toContain('\n');
    return (failure as Error).message;
  };

  it('with another CLUSTER_TOKEN', async () => {
    const token = CLUSTER_TOKEN.toUpperCase();
    const other = { redisUrl: cluster.redis.url, advertiseUrl: 'http://127.0.0.1:9', token };
    const message = await failing(() => cluster.add({ cluster: other }), ClusterStartError);
    expect(message).toContain('JWT_SECRET and CLUSTER_TOKEN differs from the hub at http://127.0.0.1:');
    expect(message).not.toContain(token);
  });

  it('with another database', async () => {
    const database = await createTemporaryDatabase();
    try {
      expect(await failing(() => cluster.add({ databaseUrl: database.url }), ClusterStartError)).toContain('DATABASE_URL differs');
    } finally {
      await database.close();
    }
  });

  it('beside a hub that speaks other versions of the protocol', async () => {
    const { remove, url } = await addEntry({ version: '9.0.0', protocol: 9, protocolMin: 8 });
    const message = await failing(() => cluster.add(), ClusterStartError);
    await remove();
    expect(message).toContain(`The hub at ${url} (version 9.0.0) speaks versions 8 to 9 of the protocol between hubs, this one (version `);
    expect(message).toContain(': stop all hubs of the older version first');
  });

  it('with PGlite', async () => {
    const pglite = await startMigratedPglite(folder);
    try {
      const message = await failing(() => cluster.add({ databaseUrl: pglite.url }), ConfigError);
      expect(message).toContain('DATABASE_URL is PGlite, which serves one hub');
    } finally {
      await pglite.close();
    }
  });

  it('without an answer of Redis', async () => {
    const config = readConfig({
      DATABASE_URL: 'postgresql://postgres@127.0.0.1:1/none',
      STORE_URL: join(folder, 'files'),
      REDIS_URL: 'redis://:hunter2@127.0.0.1:1',
      HUB_ADVERTISE_URL: 'http://127.0.0.1:9',
      CLUSTER_TOKEN,
    });
    const start = (): Promise<unknown> => createHub({ config, secrets: SECRETS, logger: pino({ level: 'silent' }), version: '0.0.0' });
    const message = await failing(start, ClusterStartError);
    expect(message).toMatch(/^REDIS_URL=redis:\/\/127.0.0.1:1: Redis does not answer: /);
    expect(message).not.toContain('hunter2');
  });
});

it('starts beside a hub of the first version, and beside entries that it cannot read', async () => {
  const entries = [await addEntry({ version: '0.0.9' }), await addEntry({ version: 7 })];
  const hub = await cluster.add();
  for (const { remove } of entries) await remove();
  expect(hub.hub.cluster?.directory.hubs.map(({ url }) => url)).toContain(entries[0]?.url);
  expect(hub.hub.cluster?.directory.hubs.map(({ url }) => url)).not.toContain(entries[1]?.url);
  await hub.close();
});

it('takes the place of a former run at the same address at once', async () => {
  const second = await cluster.add();
  const [first] = cluster.hubs;
  await expect.poll(() => first?.hub.cluster?.directory.hubs.length).toBe(1);
  const before = first?.hub.cluster?.directory.hubs[0];
  await second.restart();
  await expect
    .poll(() => first?.hub.cluster?.directory.hubs.map(({ url, hubId }) => [url, hubId === before?.hubId]))
    .toEqual([[before?.url, false]]);
});
