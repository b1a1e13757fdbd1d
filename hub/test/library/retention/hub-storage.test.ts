/** Quota, retention and loss of the database in a complete hub. */
import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Capture,
  CapturePage,
  ErrorBody,
  HubHealth,
  RetentionDone,
  RetentionPlan,
  StorageRules,
  StorageUse,
} from '@eyepiece/shared-types';
import { storageRulesSchema } from '@eyepiece/shared-types';
import pino from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { MIGRATED } from '../../persistence/templates.ts';
import { Audit } from '../../../src/people/audit/audit.ts';
import { openDatabase } from '../../../src/persistence/orm/orm.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import { startDatabaseProxy, type DatabaseProxy } from '../../persistence/database-proxy.ts';
import { startHub, type TestClient, type TestHub } from '../../setup/start-hub.ts';

/** The message must not claim that nothing was saved. */
const waits = expect.stringMatching(/^The picture was taken and stays at the camera service .* has \d+ left$/) as string;
const WAIT = { timeout: 60_000 };

let database: TemporaryDatabase;
let proxy: DatabaseProxy;
let hub: TestHub;
let token: string;
let camera: FakeCamera;
let client: TestClient;
const health: HubHealth[] = [];

beforeAll(async () => {
  database = await createTemporaryDatabase(MIGRATED);
  proxy = await startDatabaseProxy(database.url);
  hub = await startHub({ databaseUrl: proxy.url });
  token = (await hub.login()).access_token;
  camera = await hub.connectCamera({ cameraId: 'cam' });
  client = await hub.client({ token }, {}, (early) => early.on('hub:health', (state) => health.push(state)));
}, 300_000);
afterAll(async () => {
  await hub.close();
  await proxy.close();
  await database.close();
});

const upload = async (): Promise<Response> => {
  const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
  return camera.upload(metadata, jpeg);
};
const uploaded = async (): Promise<string> => ((await (await upload()).json()) as { id: string }).id;
const get = async <T>(path: string): Promise<T> => (await (await hub.api(path, { token })).json()) as T;
const send = (method: string, path: string, json?: unknown, as = token): Promise<Response> =>
  hub.api(path, { method, token: as, ...(json !== undefined && { json }) });
const setRules = async (rules: Partial<StorageRules>): Promise<void> => {
  expect((await send('PUT', '/storage/rules', storageRulesSchema.parse(rules))).status).toBe(200);
};
const auditActions = async (): Promise<string[]> => {
  const trail = await openDatabase({ url: database.url, logger: pino({ level: 'silent' }) });
  try {
    return (await new Audit(trail).list()).map(({ action }) => action);
  } finally {
    await trail.close();
  }
};
const master = async (): Promise<number> => (await camera.makeCapture({ captureId: randomUUID() })).jpeg.length;

describe('storage', () => {
  it('can be read by operators, and changed by administrators', async () => {
    const [viewer, operator] = [(await hub.person('viewer')).token, (await hub.person('operator')).token];
    expect((await hub.api('/storage', { token: viewer })).status).toBe(403);
    const seen = await hub.api('/storage', { token: operator });
    expect([seen.status, await seen.json()]).toMatchObject([200, { reserveBytes: 256 * 1024 * 1024 }]);
    expect((await send('PUT', '/storage/rules', {}, operator)).status).toBe(403);
    expect((await send('POST', '/storage/plan', undefined, operator)).status).toBe(403);
    expect((await send('POST', '/storage/purge', undefined, operator)).status).toBe(403);
  });

  it('refuses uploads above the quota with the numbers, and accepts them once there is space', async () => {
    const gone = await uploaded();
    const { bytes, trash } = await get<StorageUse>('/storage');
    const quotaBytes = bytes + trash.bytes + (await master()) - 1;
    await setRules({ quotaBytes });
    const refused = await upload();
    expect(refused.status).toBe(507);
    const size = await master();
    expect((await refused.json()) as ErrorBody).toMatchObject({
      code: 'no_space',
      message: `The capture has ${String(size)} bytes; the quota of ${String(quotaBytes)} has ${String(size - 1)} left`,
    });
    const ordered = await send('POST', '/cameras/cam/captures', {});
    expect([ordered.status, await ordered.json()]).toMatchObject([507, { code: 'capture_waits', message: waits }]);
    expect(await readdir(join(hub.dataDir, 'captures', '.incoming'))).toEqual([]);
    await expect.poll(() => health.at(-1)?.full, WAIT).toBe('quota');

    await hub.api(`/captures/${gone}`, { method: 'DELETE', token });
    expect((await upload()).status).toBe(507);
    expect((await (await send('POST', '/storage/purge')).json()) as RetentionDone).toEqual({ captures: 1, bytes: size });
    await expect.poll(() => health.at(-1)?.full, WAIT).toBeNull();
    expect((await upload()).status).toBe(201);
    await setRules({});
    expect(await auditActions()).toEqual(expect.arrayContaining(['storage.rules', 'trash.emptied']));
  });

  it('makes, lists and applies a plan, and deletes it', async () => {
    const id = await uploaded();
    await hub.api(`/captures/${id}`, { method: 'PATCH', token, json: { label: '=1+1, "quoted"' } });
    const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
    const old = { ...metadata, capturedAtUs: (Date.now() - 10 * 86_400_000) * 1000 };
    expect((await camera.upload(old, jpeg)).status).toBe(201);
    const retention = [{ name: '=old, "very"', olderThanDays: 5 }];
    const plan = (await (await send('POST', '/storage/plan', { retention })).json()) as RetentionPlan;
    expect(plan).toMatchObject({ captures: 1, sample: [{ id: old.id }] });

    const list = await hub.api(`/storage/plan/${plan.id}/list`, { token });
    expect(list.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, line] = (await list.text()).split('\r\n');
    expect(head).toBe('id,filename,cameraName,capturedAt,sizeBytes,rule');
    const { name } = await get<Capture>(`/captures/${old.id}`);
    expect(line).toBe(
      `${old.id},${name},Camera cam,${new Date(old.capturedAtUs / 1000).toISOString()},${String(old.sizeBytes)},"'=old, ""very"""`,
    );
    expect((await (await send('POST', `/storage/plan/${plan.id}/apply`)).json()) as RetentionDone).toMatchObject({ captures: 1 });
    expect((await get<Capture>(`/captures/${old.id}`)).deletedAt).not.toBeNull();
    expect((await send('POST', `/storage/plan/${plan.id}/apply`)).status).toBe(404);
    expect((await hub.api(`/storage/plan/${plan.id}/list`, { token })).status).toBe(404);
    expect((await hub.api('/storage/plan/nonsense/list', { token })).status).toBe(404);
  });
});

it('a damaged master does not delay other thumbnails', async () => {
  const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
  const broken = await sharp(jpeg).png().toBuffer();
  // The header matches the metadata; the pixel data are zeros.
  broken.fill(0, broken.indexOf('IDAT') + 4);
  const sha256 = createHash('sha256').update(broken).digest('hex');
  const claimed = { ...metadata, sha256, format: 'png', filename: 'broken.png', sizeBytes: broken.length } as const;
  expect((await camera.upload(claimed, broken)).status).toBe(201);
  const good = await uploaded();
  const thumbnail = async (id: string): Promise<number> => (await hub.api(`/captures/${id}/thumbnail?size=small`, { token })).status;
  expect(await thumbnail(good)).toBe(200);
  expect(await thumbnail(metadata.id)).toBe(422);
  expect((await hub.api(`/captures/${metadata.id}/file`, { token })).status).toBe(200);
  const { captures } = await get<CapturePage>('/captures');
  expect(captures.map(({ id }) => id)).toEqual(expect.arrayContaining([good, metadata.id]));
});

describe('while the database is away', () => {
  it('live views continue, uploads are refused, and all clients are notified of loss and return', async () => {
    let frames = 0;
    client.on('frame', () => (frames += 1));
    await client.emitWithAck('watch', { cameraId: 'cam', flow: 'none' });
    await proxy.cut();
    await expect.poll(() => health.at(-1)?.database, WAIT).toBe('unavailable');
    expect((await fetch(`${hub.url}/ready`)).status).toBe(503);
    const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
    expect((await camera.upload(metadata, jpeg)).status).toBe(503);
    const before = frames;
    await camera.sendFrame();
    await expect.poll(() => frames, WAIT).toBeGreaterThan(before);

    await proxy.mend();
    await expect.poll(() => health.at(-1)?.database, WAIT).toBe('ok');
    expect((await fetch(`${hub.url}/ready`)).status).toBe(200);
    expect((await camera.upload(metadata, jpeg)).status).toBe(201);
    const states: HubHealth[] = [];
    await hub.client({ token }, {}, (late) => late.on('hub:health', (state) => states.push(state)));
    await expect.poll(() => states[0], WAIT).toMatchObject({ database: 'ok', full: null });
  });
});
