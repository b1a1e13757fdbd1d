/** Several hubs with one PostgreSQL database and one Redis server, in one process. */
import { freePort } from '@eyepiece/host/free-port';
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { startRedis, type RunningRedis } from '@eyepiece/host/programs/redis';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Config } from '../../src/process/config.ts';
import { MIGRATED } from '../persistence/templates.ts';
import { startHub, type StartOptions, type TestHub } from '../setup/start-hub.ts';
import { standIn } from '../setup/use-hub.ts';

export const CLUSTER_TOKEN = 'token-of-the-tests-between-hubs-32';

export interface TestHubs {
  readonly redis: RunningRedis;
  readonly databaseUrl: string;
  /** In the order of their start. */
  readonly hubs: TestHub[];
  /** Starts one more. */
  add(overrides?: Partial<Config>, options?: Omit<StartOptions, 'database'>): Promise<TestHub>;
  /** Starts an empty Redis again, and waits until all hubs are connected. */
  restartRedis(): Promise<void>;
  close(): Promise<void>;
}

export async function startHubs(count: number, ...settings: Parameters<TestHubs['add']>): Promise<TestHubs> {
  const redis = await startRedis();
  const database = await createTemporaryDatabase(MIGRATED);
  const hubs: TestHub[] = [];
  const self: TestHubs = {
    redis,
    databaseUrl: database.url,
    hubs,
    add: async (overrides = {}, options = {}) => {
      const port = await freePort();
      const cluster = { redisUrl: redis.url, advertiseUrl: `http://127.0.0.1:${String(port)}`, token: CLUSTER_TOKEN };
      const hub = await startHub({ port, cluster, ...overrides }, { ...options, database });
      hubs.push(hub);
      return hub;
    },
    restartRedis: async () => {
      await redis.restart();
      await expect.poll(() => hubs.every(({ hub }) => hub.cluster?.redis.up)).toBe(true);
    },
    close: async () => {
      await Promise.all(hubs.map((hub) => hub.close()));
      await database.close();
      await redis.close();
    },
  };
  try {
    while (hubs.length < count) await self.add(...settings);
    return self;
  } catch (error) {
    await self.close();
    throw error;
  }
}

/** Two hubs for all tests of a file. Usable in hooks and tests, which run after their start. */
export function useTwoHubs(...settings: Parameters<TestHubs['add']>): { cluster: TestHubs; one: TestHub; other: TestHub } {
  let cluster: TestHubs | undefined;
  beforeAll(async () => {
    cluster = await startHubs(2, ...settings);
  });
  afterAll(() => cluster?.close());
  const missing = 'the hubs have not started';
  return {
    cluster: standIn(missing, () => cluster),
    one: standIn(missing, () => cluster?.hubs[0]),
    other: standIn(missing, () => cluster?.hubs[1]),
  };
}
