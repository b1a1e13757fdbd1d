/** Several hubs with a common file store: a bucket of a real S3 server, or a folder where there is none. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3, type RunningS3 } from '@eyepiece/host/programs/s3';
import { storeLocation, type StoreLocation } from '../../../src/library/store/location.ts';
import { ROOT, s3LocationOf, SKIP_S3, useCredentials } from '../../library/store/stores.ts';
import type { TestHub } from '../../setup/start-hub.ts';
import { startHubs, type TestHubs } from '../start-hubs.ts';

export interface StoreHubs extends Pick<TestHubs, 'redis' | 'hubs' | 'databaseUrl'> {
  /** Undefined where no S3 server is installed. */
  readonly server: RunningS3 | undefined;
  /** The common store, for a program or a hub with scratch files of its own. */
  location(): StoreLocation;
  add(...settings: Parameters<TestHubs['add']>): Promise<TestHub>;
  close(): Promise<void>;
}

export async function startStoreHubs(count: number, ...[overrides, options]: Parameters<TestHubs['add']>): Promise<StoreHubs> {
  const server = SKIP_S3 ? undefined : await startS3(ROOT);
  if (server) useCredentials(server);
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-store-hubs-'));
  let opened = 0;
  const location = (): StoreLocation => {
    const own = join(folder, String((opened += 1)));
    return server ? s3LocationOf(server, own, 'lab') : storeLocation({ STORE_URL: join(folder, 'store') }, own);
  };
  const cluster = await startHubs(0);
  const add: TestHubs['add'] = (more, ...rest) =>
    cluster.add({ store: location(), ...overrides, ...more }, ...(rest.length > 0 ? rest : [options]));
  const close = async (): Promise<void> => {
    server?.resume();
    await cluster.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (let at = 0; at < count; at += 1) await add();
  } catch (error) {
    await close();
    throw error;
  }
  return { redis: cluster.redis, hubs: cluster.hubs, databaseUrl: cluster.databaseUrl, server, location, add, close };
}
