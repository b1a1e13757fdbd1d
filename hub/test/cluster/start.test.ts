import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pino from 'pino';
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
