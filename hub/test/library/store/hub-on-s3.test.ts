/** A hub with its files in a bucket of a real S3 server. */
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  UNLIMITED_BYTES,
  type Capture,
  type CaptureSession,
  type CaptureStatistics,
  type Download,
  type StorageUse,
} from '@eyepiece/shared-types';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { startS3, type RunningS3 } from '@eyepiece/host/programs/s3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fsck } from '../../../maintenance/fsck/check-library.ts';
import type { Finding } from '../../../maintenance/fsck/finding.ts';
import { CaptureEntity } from '../../../src/persistence/entities/library/capture.ts';
import { openDatabase, type Database } from '../../../src/persistence/orm/orm.ts';
import { openFileStore } from '../../../src/library/store/open-store.ts';
import type { FileStore } from '../../../src/library/store/file-store.ts';
import { filesBelow } from '../captures/folders-below.ts';
import { jpeg, metadataOf, tiff16 } from '../captures/images.ts';
import { npy } from '../captures/masters.ts';
import { logger } from '../captures/captures-bench.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import { MIGRATED } from '../../persistence/templates.ts';
import { startHub, type TestHub } from '../../setup/start-hub.ts';
import { startCountingProxy, type CountingProxy } from './counting-proxy.ts';
import { ROOT, s3LocationOf, SKIP_S3, useCredentials } from './stores.ts';

const QUIET_MS = 60_000;

describe.skipIf(SKIP_S3)('a hub on S3', () => {
  let server: RunningS3;
  /** Between the hub and the server. */
  let proxy: CountingProxy;
  let dataDir: string;
  let hub: TestHub;
  let camera: FakeCamera;
  let token: string;
  let rows: TemporaryDatabase;
  let database: Database;
  let files: FileStore;
  let picture: Buffer;

  beforeAll(async () => {
    server = await startS3(ROOT);
    useCredentials(server);
    dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-s3-hub-'));
    proxy = await startCountingProxy(server.endpoint);
    const location = s3LocationOf({ ...server, endpoint: proxy.url }, dataDir, 'lab');
    rows = await createTemporaryDatabase(MIGRATED);
    hub = await startHub({ store: location, maxCaptureBytes: 64 * 1024 * 1024 }, { database: rows });
    camera = await hub.connectCamera({ cameraId: 'stage-1' });
    token = (await hub.login()).access_token;
    database = await openDatabase({ url: rows.url, logger });
    files = await openFileStore({ location: { ...location, scratch: join(dataDir, 'fsck') }, dataDir });
    picture = await jpeg();
  });
  afterAll(async () => {
    server.resume();
    await hub.close();
    await files.close();
    await database.close();
    await rows.close();
    await proxy.close();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const get = (path: string, headers?: Record<string, string>): Promise<Response> => hub.api(path, { token, ...(headers && { headers }) });
  const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T;
  const post = (path: string, body: unknown): Promise<Response> => hub.api(path, { method: 'POST', token, json: body });
  const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
  async function add(bytes = picture, changes: Parameters<typeof metadataOf>[1] = {}): Promise<string> {
    const metadata = metadataOf(bytes, changes);
    expect((await camera.upload(metadata, bytes)).status).toBe(201);
    return metadata.id;
  }
  const objects = async (id: string): Promise<string[]> => (await filesBelow(server.folder)).filter((path) => path.includes(id));
  async function findings(repair = false): Promise<Finding[]> {
    const found: Finding[] = [];
    await fsck({ database, logger, files, repair, digests: true, onFinding: (finding) => found.push(finding) });
    return found;
  }
  const thumbnailsOf = async (id: string): Promise<void> => {
    for (const size of ['small', 'large']) expect((await get(`/captures/${id}/thumbnail?size=${size}`)).status).toBe(200);
  };

  it('stores a capture, and serves it whole and in parts', async () => {
    const id = await add();
    const whole = await get(`/captures/${id}/file`);
    expect([whole.status, (await bytesOf(whole)).equals(picture)]).toEqual([200, true]);
    expect(Object.fromEntries(whole.headers)).toMatchObject({ 'content-type': 'image/jpeg', 'accept-ranges': 'bytes' });
    const etag = whole.headers.get('etag') ?? '';
    const part = await get(`/captures/${id}/file`, { range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${String(picture.length)}`]);
    expect(await bytesOf(part)).toEqual(picture.subarray(10, 20));
    const raw = { authorization: `Bearer ${token}`, 'if-none-match': etag };
    expect((await hub.raw(`/api/v1/captures/${id}/file`, raw)).status).toBe(304);
    expect((await get(`/captures/${id}/file`, { range: `bytes=${String(picture.length)}-` })).status).toBe(416);
    const head = await hub.api(`/captures/${id}/file`, { method: 'HEAD', token });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(picture.length)]);
    const small = await get(`/captures/${id}/thumbnail?size=small`);
    expect(await sharp(await bytesOf(small)).metadata()).toMatchObject({ format: 'webp', width: 64, height: 48 });
    await thumbnailsOf(id);
  });

  it('makes views and statistics of deep pictures', async () => {
    const id = await add(
      tiff16(64, 48, (x) => x * 16),
      { format: 'tiff', filename: 'deep.tif', bitDepth: 12, channels: 1, width: 64, height: 48 },
    );
    const view = await get(`/captures/${id}/view?type=png`);
    expect(await sharp(await bytesOf(view)).metadata()).toMatchObject({ width: 64, height: 48 });
    expect((await json<CaptureStatistics>(`/captures/${id}/statistics`)).max).toBe(4095);
    await thumbnailsOf(id);
  });

  it('archives captures with their sidecars', async () => {
    const id = await add();
    await thumbnailsOf(id);
    const planned = (await (await post('/downloads', { captureIds: [id], sidecars: true })).json()) as Download;
    const archive = await bytesOf(await get(planned.url.replace('/api/v1', '')));
    expect(archive.length).toBe(planned.sizeBytes);
    const tail = await get(planned.url.replace('/api/v1', ''), { range: 'bytes=-100' });
    expect(await bytesOf(tail)).toEqual(archive.subarray(-100));
    await writeFile(join(dataDir, 'archive.zip'), archive);
    const check = spawnSync('python3', ['-m', 'zipfile', '-t', join(dataDir, 'archive.zip')], { encoding: 'utf8', timeout: QUIET_MS });
    expect(check.stdout).toContain('Done testing');
  });

  it('edits, trashes and removes a capture with all its objects', async () => {
    const id = await add();
    await thumbnailsOf(id);
    expect((await hub.api(`/captures/${id}`, { method: 'PATCH', token, json: { label: 'µ' } })).status).toBe(200);
    expect(await findings()).toEqual([]);
    expect(await objects(id)).toHaveLength(4);
    expect((await hub.api(`/captures/${id}`, { method: 'DELETE', token })).status).toBe(200);
    const done = await post('/captures/bulk', { ids: [id], change: { kind: 'purge' } });
    expect(await done.json()).toMatchObject({ changed: [id] });
    await expect.poll(() => objects(id), { timeout: QUIET_MS }).toEqual([]);
    expect((await get(`/captures/${id}/file`)).status).toBe(404);
  });

  it('refuses a capture while the server is away, and takes it when it is back', async () => {
    const metadata = metadataOf(picture);
    await server.kill();
    const refused = await camera.upload(metadata, picture);
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'store_unavailable' }) as unknown]);
    expect(refused.headers.get('retry-after')).toBe('5');
    const [known] = (await json<{ captures: Capture[] }>('/captures')).captures;
    expect((await get(`/captures/${known?.id ?? ''}/file`)).status).toBe(503);
    await server.restart();
    expect((await camera.upload(metadata, picture)).status).toBe(201);
    expect((await camera.upload(metadata, picture)).status).toBe(200);
    await thumbnailsOf(metadata.id);
    expect(await findings()).toEqual([]);
  });

  it('takes a capture again whose removal another hub has begun and not completed', async () => {
    const metadata = metadataOf(picture);
    expect((await camera.upload(metadata, picture)).status).toBe(201);
    const row = await database.use((em) => em.findOneOrFail(CaptureEntity, { id: metadata.id }));
    await thumbnailsOf(metadata.id);
    // The other hub crashes after it has deleted the row.
    await files.removals.take(row.id, row.path);
    await database.use((em) => em.nativeDelete(CaptureEntity, { id: row.id }));
    const refused = await camera.upload(metadata, picture);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    await expect.poll(async () => (await camera.upload(metadata, picture)).status, { timeout: QUIET_MS }).toBe(201);
    await thumbnailsOf(metadata.id);
    expect(await findings()).toEqual([]);
  });

  it('takes a capture of several parts, also twice at once', async () => {
    const large = npy([4096, 5000], { descr: '|u1' });
    randomFillSync(large, large.length - 4096 * 5000);
    const metadata = metadataOf(large, { format: 'raw', filename: 'large.npy', width: 5000, height: 4096, channels: 1 });
    const answers = await Promise.all([1, 2].map(() => camera.upload(metadata, large)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect((await bytesOf(await get(`/captures/${metadata.id}/file`))).equals(large)).toBe(true);
    const range = `bytes=${String(large.length - 5)}-`;
    expect(await bytesOf(await get(`/captures/${metadata.id}/file`, { range }))).toEqual(large.subarray(-5));
    expect(await findings()).toEqual([]);
  });

  it('reads only what is asked for of a large master', async () => {
    const large = npy([4096, 5000], { descr: '|u1' });
    randomFillSync(large, large.length - 4096 * 5000);
    const id = await add(large, { format: 'raw', filename: 'parts.npy', width: 5000, height: 4096, channels: 1 });
    const counted = async (work: () => Promise<unknown>): Promise<number> => {
      const before = proxy.sentBytes;
      await work();
      return proxy.sentBytes - before;
    };
    for (const [start, end] of [
      [0, 99],
      [9_000_000, 9_000_999],
      [large.length - 100, large.length - 1],
    ] as const) {
      const sent = await counted(async () => {
        const part = await get(`/captures/${id}/file`, { range: `bytes=${String(start)}-${String(end)}` });
        expect(await bytesOf(part)).toEqual(large.subarray(start, end + 1));
      });
      expect(sent).toBeLessThan(100_000);
    }
    expect(await counted(() => hub.api(`/captures/${id}/file`, { method: 'HEAD', token }))).toBeLessThan(100_000);
    const leaving = new AbortController();
    const sent = await counted(async () => {
      const whole = await hub.api(`/captures/${id}/file`, { token, signal: leaving.signal });
      await whole.body?.getReader().read();
      leaving.abort();
      // The next request is answered after the connection of the first has been closed.
      await get(`/captures/${id}/file`, { range: 'bytes=0-0' });
    });
    expect(sent).toBeLessThan(large.length);
  });

  it('counts what it stores against the quota', async () => {
    const rules = await json<object>('/storage/rules');
    const { bytes, trash, diskBytes, freeBytes, diskFreeBytes, reserveBytes } = await json<StorageUse>('/storage');
    expect([diskBytes, freeBytes, diskFreeBytes]).toEqual([UNLIMITED_BYTES, UNLIMITED_BYTES, UNLIMITED_BYTES]);
    expect(reserveBytes).toBe(0);
    const put = (quotaBytes: number | null): Promise<Response> =>
      hub.api('/storage/rules', { method: 'PUT', token, json: { ...rules, quotaBytes } });
    expect((await put(bytes + trash.bytes + 1)).status).toBe(200);
    const refused = await camera.upload(metadataOf(picture), picture);
    expect([refused.status, await refused.json()]).toEqual([507, expect.objectContaining({ code: 'no_space' }) as unknown]);
    expect((await put(null)).status).toBe(200);
    await add();
  });

  it('finds and repairs what differs from its rows', async () => {
    const [adopted, lost] = [await add(), await add()];
    for (const id of [adopted, lost]) await thumbnailsOf(id);
    await database.use((em) => em.nativeDelete(CaptureEntity, { id: adopted }));
    for (const path of await objects(lost)) if (path.endsWith('.jpg')) await rm(join(server.folder, path));
    expect((await findings()).map(({ kind }) => kind)).toEqual(['file_without_row', 'row_without_file']);
    expect((await findings(true)).map(({ repaired }) => repaired)).toEqual(['adopted, row created from its sidecar', undefined]);
    const row = await database.use((em) => em.findOneOrFail(CaptureEntity, { id: lost }));
    await files.copyIn(await written(picture), `captures/${row.path}`);
    expect(await findings()).toEqual([]);
  });

  async function written(bytes: Buffer): Promise<string> {
    const path = join(dataDir, 'restored.jpg');
    await writeFile(path, bytes);
    return path;
  }

  it('exports a session', async () => {
    const started = (await (await post('/sessions', { title: 'Onion', cameraId: 'stage-1' })).json()) as CaptureSession;
    const id = await add(picture, { sessionId: started.id });
    await thumbnailsOf(id);
    const made = (await (await post(`/sessions/${started.id}/export`, {})).json()) as Download;
    expect((await bytesOf(await get(made.url.replace('/api/v1', '')))).length).toBe(made.sizeBytes);
    expect(made).toMatchObject({ missing: [] });
  });
});
