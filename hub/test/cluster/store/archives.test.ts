/** Two hubs with a common file store: a zip that was planned at one is sent by the other. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaptureSession, Download, SessionPage } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArchivePlans } from '../../../src/library/archives/archive-plans.ts';
import { archiveLimits } from '../../../src/library/archives/surplus.ts';
import { ArchiveEntity } from '../../../src/persistence/entities/library/archive.ts';
import { ALONE } from '../../../src/persistence/leadership.ts';
import { openDatabase, type Database } from '../../../src/persistence/orm/orm.ts';
import { QUEUE_LIMITS } from '../../../src/process/limits/queue-limits.ts';
import type { FileStore } from '../../../src/library/store/file-store.ts';
import { openFileStore } from '../../../src/library/store/open-store.ts';
import { shapeAt } from '../../access/scene.ts';
import { logger } from '../../library/captures/captures-bench.ts';
import { jpeg, metadataOf } from '../../library/captures/images.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import type { TestHub } from '../../setup/start-hub.ts';
import { startStoreHubs, type StoreHubs } from './store-hubs.ts';

let cluster: StoreHubs;
let one: TestHub;
let other: TestHub;
let camera: FakeCamera;
let token: string;
let picture: Buffer;
let database: Database;
let files: FileStore;
let scratch: string;

beforeAll(async () => {
  cluster = await startStoreHubs(2);
  [one, other] = cluster.hubs as [TestHub, TestHub];
  camera = await one.connectCamera({ cameraId: 'cam' });
  ({ token } = await one.person('operator'));
  picture = await jpeg();
  database = await openDatabase({ url: cluster.databaseUrl, logger });
  scratch = await mkdtemp(join(tmpdir(), 'eyepiece-archives-'));
  files = await openFileStore({ location: cluster.location(), dataDir: one.dataDir });
});
afterAll(async () => {
  await files.close();
  await database.close();
  await cluster.close();
  await rm(scratch, { recursive: true, force: true });
});

async function add(changes: Parameters<typeof metadataOf>[1] = {}): Promise<string> {
  const metadata = metadataOf(picture, { cameraId: 'cam', ...changes });
  expect((await camera.upload(metadata, picture)).status).toBe(201);
  return metadata.id;
}

async function post<T>(hub: TestHub, path: string, json: object, by = token): Promise<T> {
  const response = await hub.api(path, { method: 'POST', token: by, json });
  expect(response.status, `POST ${path}`).toBe(201);
  return (await response.json()) as T;
}

const get = (hub: TestHub, url: string, headers: Record<string, string> = {}, by = token): Promise<Response> =>
  hub.api(url, { token: by, headers });
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

/** What the database and the store hold. */
async function kept(): Promise<{ rows: string[]; folders: string[] }> {
  const rows = await database.use((em) => em.find(ArchiveEntity, {}, { fields: ['id'] }));
  return { rows: rows.map(({ id }) => id).sort(), folders: await files.names('archives') };
}

function openPlans(): Promise<ArchivePlans> {
  const captures = { readMaster: () => files.read('none') };
  return ArchivePlans.open({
    ...{ database, files, captures, logger },
    dataDir: scratch,
    limits: archiveLimits(QUEUE_LIMITS),
    leader: ALONE,
  });
}

it('sends a download that was planned at another hub, also a part of it, and after that hub has ended', async () => {
  const third = await cluster.add();
  const ids = [await add(), await add({ label: 'µ' })];
  const planned = await post<Download>(third, '/downloads', { captureIds: ids, sidecars: true });
  const whole = await get(third, planned.url);
  const bytes = await bytesOf(whole);
  expect([whole.status, bytes.length]).toEqual([200, planned.sizeBytes]);
  // An edit after the plan does not change the archive.
  expect((await one.api(`/captures/${ids[0] ?? ''}`, { method: 'PATCH', token, json: { notes: 'later' } })).status).toBe(200);
  cluster.hubs.splice(cluster.hubs.indexOf(third), 1);
  await third.close();
  const headers = { range: 'bytes=200-', 'if-range': whole.headers.get('etag') ?? '' };
  const rest = await get(other, planned.url, headers);
  expect([rest.status, (await bytesOf(rest)).equals(bytes.subarray(200))]).toEqual([206, true]);
  expect((await bytesOf(await get(one, planned.url))).equals(bytes)).toBe(true);
});

it('sends the export of a session at every hub, and only under the address of the session', async () => {
  const session = await post<CaptureSession>(one, '/sessions', { title: 'Onion', cameraId: 'cam' });
  await add({ sessionId: session.id });
  const made = await post<Download>(one, `/sessions/${session.id}/export`, {});
  expect(made).toMatchObject({ missing: [], files: 5 });
  const bytes = await bytesOf(await get(one, made.url));
  expect(bytes.length).toBe(made.sizeBytes);
  const tail = await get(other, made.url, { range: 'bytes=-1000' });
  expect([tail.status, (await bytesOf(tail)).equals(bytes.subarray(-1000))]).toEqual([206, true]);
  expect((await get(other, `/sessions/${randomUUID()}/export?download=${made.id}`)).status).toBe(404);
  expect((await get(other, `/downloads/${made.id}/x.zip`)).status).toBe(404);
  expect((await other.api(made.url)).status).toBe(401);
});

it('exports what another hub has just recorded, and would merge with later changes', async () => {
  const session = (await (await one.api('/sessions?cameraId=cam&open=true', { token })).json()) as SessionPage;
  const id = session.sessions[0]?.id ?? '';
  const client = await one.client({ token });
  const put = shapeAt({ kind: 'camera', cameraId: 'cam' });
  expect((await client.emitWithAck('annotation:put', put)).ok).toBe(true);
  const made = await post<Download>(other, `/sessions/${id}/export`, {});
  const archive = (await bytesOf(await get(other, made.url))).toString('latin1');
  const log = archive.slice(archive.indexOf('"log": ['));
  expect(log.slice(0, log.indexOf(']\n}'))).toContain(put.id);
  client.disconnect();
});

it('limits the archives of one user at all hubs together, and deletes the files of the others', async () => {
  const { token: maker } = await one.person('viewer');
  const id = await add();
  const before = await kept();
  const made: Download[] = [];
  // At most 20 downloads are kept for a user.
  for (let round = 0; round < 12; round += 1) {
    const both = [one, other].map((hub) => post<Download>(hub, '/downloads', { captureIds: [id], sidecars: true }, maker));
    made.push(...(await Promise.all(both)));
  }
  const answers: string[] = [];
  // One after the other: a user may download few archives at once.
  for (const { url } of made)
    answers.push((await bytesOf(await get(other, url, {}, maker))).length === made[0]?.sizeBytes ? 'whole' : 'none');
  expect(answers.filter((answer) => answer === 'whole')).toHaveLength(20);
  expect(answers.slice(-4)).toEqual(['whole', 'whole', 'whole', 'whole']);
  const after = await kept();
  expect(after.rows).toHaveLength(before.rows.length + 20);
  expect(after.folders).toEqual(after.rows);
});

it('deletes archives that have expired, and files that no row names', async () => {
  const planned = await post<Download>(one, '/downloads', { captureIds: [await add()] });
  expect((await get(other, planned.url, { range: 'bytes=0-0' })).status).toBe(206);
  await database.use((em) => em.nativeUpdate(ArchiveEntity, { id: planned.id }, { expiresAt: new Date(0) }));
  expect((await get(other, planned.url)).status).toBe(404);
  const lost = randomUUID();
  await files.create(`archives/${lost}/sidecars`, 'of a hub that was killed');
  const plans = await openPlans();
  await plans.clean();
  await plans.close();
  const { rows, folders } = await kept();
  expect(rows).not.toContain(planned.id);
  expect(folders).toEqual(rows.filter((id) => folders.includes(id)));
});

it('keeps nothing of an archive that cannot be made', async () => {
  const before = await kept();
  const id = await add();
  const plans = await openPlans();
  const failing = plans.make({ kind: 'download', owner: id }, async (folder) => {
    await writeFile(join(folder, 'sidecars'), 'half');
    throw new Error('the disk is gone');
  });
  await expect(failing).rejects.toThrow('the disk is gone');
  await plans.close();
  expect(await kept()).toEqual(before);
});
