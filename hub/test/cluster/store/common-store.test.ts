/** Two hubs with a common file store: one has what the other stores, refuses, and finds. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubHealth, StorageRules, StorageUse } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeLocation } from '../../../src/library/store/location.ts';
import { WrongDataFolderError } from '../../../src/persistence/data-folder.ts';
import { jpeg, metadataOf } from '../../library/captures/images.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import type { TestClient, TestHub } from '../../setup/start-hub.ts';
import { online } from '../../sockets/guest-link.ts';
import { SKIP_S3 } from '../../library/store/stores.ts';
import { startStoreHubs, type StoreHubs } from './store-hubs.ts';

const PATIENT = { timeout: 60_000 };

let cluster: StoreHubs;
let home: TestHub;
let edge: TestHub;
/** Its link is at the home, its uploads go to the other hub. */
let camera: FakeCamera;
let token: string;
let picture: Buffer;
let clients: TestClient[];
/** The last state of each hub, home first. */
const healths: (HubHealth | undefined)[] = [undefined, undefined];

beforeAll(async () => {
  cluster = await startStoreHubs(2);
  [home, edge] = cluster.hubs as [TestHub, TestHub];
  token = (await home.login()).access_token;
  camera = edge.camera({ cameraId: 'cam' });
  await camera.connect(home.url);
  clients = await Promise.all(
    cluster.hubs.map((hub, index) => hub.client({ token }, {}, (early) => early.on('hub:health', (health) => (healths[index] = health)))),
  );
  await online(edge, 'cam');
  picture = await jpeg();
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await cluster.close();
});

const capture = (hub: TestHub): Promise<Response> => hub.api('/cameras/cam/captures', { method: 'POST', token, json: {} });

async function setQuota(hub: TestHub, quotaBytes: number | null): Promise<void> {
  const rules = (await (await hub.api('/storage/rules', { token })).json()) as StorageRules;
  expect((await hub.api('/storage/rules', { method: 'PUT', token, json: { ...rules, quotaBytes } })).status).toBe(200);
}

describe('a capture that has no space at another hub than the home', () => {
  it('is answered by the home at once, shown at every hub, and stored when there is space', async () => {
    expect((await capture(home)).status).toBe(201);
    const { bytes } = (await (await edge.api('/storage', { token })).json()) as StorageUse;
    await setQuota(home, bytes + 1);
    await expect.poll(() => healths.map((health) => health?.freeBytes ?? Infinity).every((free) => free < 100), PATIENT).toBe(true);
    for (const hub of [home, edge]) {
      const refused = await capture(hub);
      expect([refused.status, await refused.json()]).toEqual([507, expect.objectContaining({ code: 'capture_waits' }) as unknown]);
    }
    await expect.poll(() => healths.map((health) => health?.full), PATIENT).toEqual(['quota', 'quota']);
    await setQuota(edge, null);
    await expect.poll(() => healths.map((health) => health?.full), PATIENT).toEqual([null, null]);
    expect((await capture(home)).status).toBe(201);
    expect((await capture(edge)).status).toBe(201);
  });
});

describe.skipIf(SKIP_S3)('the store in the health', () => {
  const states = (): (string | undefined)[] => healths.map((health) => health?.store);

  it('shows a server that hangs', async () => {
    await expect.poll(states, PATIENT).toEqual(['ok', 'ok']);
    cluster.server?.pause();
    try {
      await expect.poll(states, PATIENT).toEqual(['unavailable', 'unavailable']);
    } finally {
      cluster.server?.resume();
    }
    await expect.poll(states, PATIENT).toEqual(['ok', 'ok']);
  });

  it('shows a bucket that the hub may not use, and refuses uploads with a clear line', async () => {
    const folder = cluster.server?.folder ?? '';
    await rename(folder, `${folder}-away`);
    try {
      await expect.poll(states, PATIENT).toEqual(['refuses', 'refuses']);
      const refused = await camera.upload(metadataOf(picture, { cameraId: 'cam' }), picture);
      expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'store_unavailable' }) as unknown]);
    } finally {
      await rename(`${folder}-away`, folder);
    }
    await expect.poll(states, PATIENT).toEqual(['ok', 'ok']);
    expect((await capture(edge)).status).toBe(201);
  });
});

describe('a hub with another store does not start, and says why in one line', () => {
  it.each<[string, () => Parameters<StoreHubs['add']>[0]]>([
    ['an empty folder', () => ({ store: storeLocation({ STORE_URL: join(home.dataDir, 'another') }, home.dataDir) })],
    [
      'another prefix of the bucket',
      () => {
        const store = cluster.location();
        return { store: store.kind === 's3' ? { ...store, prefix: 'other' } : { ...store, root: join(home.dataDir, 'other') } };
      },
    ],
  ])('%s', async (_which, overrides) => {
    const failure: unknown = await cluster.add(overrides()).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(WrongDataFolderError);
    expect((failure as Error).message).toMatch(
      /^STORE_URL=\S+ has no database id, but the database is \S+ and has another file store: set STORE_URL/,
    );
    expect((failure as Error).message).not.toContain('\n');
  });

  it('but the same one by another spelling does', async () => {
    const store = cluster.location();
    const spelt = store.kind === 's3' ? { ...store, endpoint: store.endpoint?.replace('127.0.0.1', 'localhost') } : store;
    const third = await cluster.add({ store: spelt });
    expect((await third.api('/captures', { token })).status).toBe(200);
    cluster.hubs.splice(cluster.hubs.indexOf(third), 1);
    await third.close();
  });
});
