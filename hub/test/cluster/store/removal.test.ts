/** Two hubs remove, restore, read, annotate and take the same captures at once: a capture exists whole or not at all. */
import type { CaptureMetadata, Download } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fsck } from '../../../maintenance/fsck/check-library.ts';
import { lineOf } from '../../../maintenance/fsck/finding.ts';
import type { FileStore } from '../../../src/library/store/file-store.ts';
import { openFileStore } from '../../../src/library/store/open-store.ts';
import { AnnotationEntity } from '../../../src/persistence/entities/library/annotation.ts';
import { CaptureEntity } from '../../../src/persistence/entities/library/capture.ts';
import { openDatabase, type Database } from '../../../src/persistence/orm/orm.ts';
import { shapeAt } from '../../access/scene.ts';
import { logger } from '../../library/captures/captures-bench.ts';
import { jpeg, metadataOf } from '../../library/captures/images.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import { putCapture } from '../../setup/camera-parts/fake-captures.ts';
import type { TestClient, TestHub } from '../../setup/start-hub.ts';
import { startStoreHubs, type StoreHubs } from './store-hubs.ts';

const ROUNDS = 6;
const CAPTURES = 6;
const SOON = { timeout: 60_000 };

let cluster: StoreHubs;
let hubs: [TestHub, TestHub];
let clients: [TestClient, TestClient];
let camera: FakeCamera;
let token: string;
let picture: Buffer;
let database: Database;
let files: FileStore;

beforeAll(async () => {
  cluster = await startStoreHubs(2);
  hubs = cluster.hubs as [TestHub, TestHub];
  token = (await hubs[0].login()).access_token;
  clients = [await hubs[0].client({ token }), await hubs[1].client({ token })];
  camera = await hubs[0].connectCamera({ cameraId: 'cam' });
  picture = await jpeg();
  database = await openDatabase({ url: cluster.databaseUrl, logger });
  files = await openFileStore({ location: cluster.location(), dataDir: hubs[0].dataDir });
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await files.close();
  await database.close();
  await cluster.close();
});

async function trashed(): Promise<CaptureMetadata> {
  const metadata = metadataOf(picture, { cameraId: 'cam' });
  expect((await camera.upload(metadata, picture)).status).toBe(201);
  // No thumbnail may be in progress while files are compared.
  for (const size of ['small', 'large'])
    expect((await hubs[0].api(`/captures/${metadata.id}/thumbnail?size=${size}`, { token })).status).toBe(200);
  expect((await hubs[0].api(`/captures/${metadata.id}`, { method: 'DELETE', token })).status).toBe(200);
  return metadata;
}

/** A camera service that got no answer: it repeats the upload until a hub has it. @returns whether the capture stays removed */
async function uploadAgain(hub: TestHub, metadata: CaptureMetadata): Promise<boolean> {
  let answer: { removed?: boolean } = {};
  const upload = async (): Promise<number> => {
    const response = await putCapture({ hubUrl: hub.url, token: hub.cameraToken }, metadata, picture, {});
    answer = (await response.json()) as typeof answer;
    return response.status;
  };
  await expect.poll(upload, SOON).toBe(200);
  return answer.removed === true;
}

const post = (hub: TestHub, path: string, json: object = {}): Promise<Response> => hub.api(path, { method: 'POST', token, json });

async function findings(): Promise<string[]> {
  const found: string[] = [];
  await fsck({ database, logger, files, repair: false, digests: true, onFinding: (finding) => found.push(lineOf(finding)) });
  return found;
}

async function orphanedAnnotations(): Promise<number> {
  const { captures, drawn } = await database.use(async (em) => ({
    captures: await em.find(CaptureEntity, {}, { fields: ['id'] }),
    drawn: await em.find(AnnotationEntity, { captureId: { $ne: null } }, { fields: ['id', 'captureId'] }),
  }));
  const known = new Set(captures.map(({ id }) => id));
  return drawn.filter(({ captureId }) => !known.has(captureId ?? '')).length;
}

it('leaves nothing half-removed', async () => {
  let purged = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const captures: CaptureMetadata[] = [];
    while (captures.length < CAPTURES) captures.push(await trashed());
    const ids = captures.map(({ id }) => id);
    const [one, other]: [TestHub, TestHub] = round % 2 === 0 ? hubs : [hubs[1], hubs[0]];
    const [client] = clients;
    const purge = (hub: TestHub, some: readonly string[]): Promise<Response> =>
      post(hub, '/captures/bulk', { ids: some, change: { kind: 'purge' } });
    const answers = await Promise.all([
      purge(one, ids),
      purge(other, ids.toReversed()),
      // Restored, and perhaps moved to the trash again, while both remove it.
      post(other, `/captures/${ids[0] ?? ''}/restore`).then(() => one.api(`/captures/${ids[0] ?? ''}`, { method: 'DELETE', token })),
      post(one, `/captures/${ids[1] ?? ''}/restore`),
      post(other, '/downloads', { captureIds: ids }).then(async (response) => {
        const { url } = (await response.json()) as Partial<Download>;
        // It ends early when a master disappears while it is sent.
        if (url !== undefined) await (await one.api(url, { token })).arrayBuffer().catch(() => undefined);
        return response;
      }),
      ...captures.flatMap((metadata) => hubs.map((hub) => uploadAgain(hub, metadata))),
      ...ids.map((captureId) => client.emitWithAck('annotation:put', shapeAt({ kind: 'capture', captureId }))),
    ]);
    const removed = await Promise.all(
      (answers.slice(0, 2) as Response[]).map(async (response) => {
        expect(response.status).toBe(200);
        return ((await response.json()) as { changed: string[] }).changed;
      }),
    );
    // Each removal is reported once.
    expect(new Set(removed.flat()).size).toBe(removed.flat().length);
    purged += removed.flat().length;
    const gone = new Set(removed.flat());
    for (const metadata of captures) expect(await uploadAgain(other, metadata)).toBe(gone.has(metadata.id));
    for (const id of ids) {
      const statuses = await Promise.all(hubs.map(async (hub) => (await hub.api(`/captures/${id}/file`, { token })).status));
      expect(statuses[0]).toBe(gone.has(id) ? 404 : 200);
      expect(statuses).toEqual([statuses[0], statuses[0]]);
      expect((await hubs[1].api(`/captures/${id}`, { token })).status).toBe(statuses[0]);
    }
  }
  expect(purged).toBeGreaterThan(ROUNDS * 3);
  expect(await orphanedAnnotations()).toBe(0);
  expect(await findings()).toEqual([]);
});
