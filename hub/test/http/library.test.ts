/** The library over HTTP: days, facets, bulk changes, history, views, statistics, downloads. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  BulkResult,
  Capture,
  CaptureMetadataInput,
  CaptureRevision,
  CaptureStatistics,
  Download,
  Facets,
  LoginResult,
  Neighbours,
  Timeline,
} from '@eyepiece/shared-types';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { filesBelow } from '../captures/folders-below.ts';
import { jpeg, metadataOf, tiff16 } from '../captures/images.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let camera: FakeCamera;
let admin: LoginResult;
let picture: Buffer;

beforeAll(async () => {
  camera = hub.camera();
  admin = await hub.login();
  picture = await jpeg();
});

const get = async <T>(path: string, token = admin.access_token): Promise<T> => {
  const response = await hub.api(path, { token });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as T;
};
const post = (path: string, json: unknown, token = admin.access_token) => hub.api(path, { method: 'POST', token, json });

async function add(changes: Partial<CaptureMetadataInput> = {}, bytes = picture): Promise<string> {
  const metadata = metadataOf(bytes, changes);
  expect((await camera.upload(metadata, bytes)).status).toBe(201);
  return metadata.id;
}
const at = (iso: string): number => Date.parse(iso) * 1000;

it.each([
  // Clocks go back from 1:00 to 0:00: midnight occurs twice, and the day begins with the first.
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000Z', '2026-10-26T00:59:59.999Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T04:59:59.999Z'],
  // Clocks go back from 0:00 to 23:00, and forward from 0:00 to 1:00.
  ['Asia/Beirut', '2026-10-24', '2026-10-23T21:00:00.000Z', '2026-10-24T21:59:59.999Z'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', '2026-03-29T20:59:59.999Z'],
])('the count for a day in %s equals the captures in its range (%s)', async (timeZone, day, from, to) => {
  const cameraId = `${timeZone.slice(-6).toLowerCase()}-${day}`;
  const moments = [
    Date.parse(from),
    Date.parse(from) + 1_800_000,
    Date.parse(from) + 5_400_000,
    Date.parse(to) - 1_800_000,
    Date.parse(to),
  ];
  const beside = [Date.parse(from) - 1, Date.parse(to) + 1];
  for (const ms of [...moments, ...beside]) await add({ cameraId, capturedAtUs: ms * 1000 });
  const { days } = await get<Timeline>(`/captures/timeline?cameraId=${cameraId}&timeZone=${timeZone}`);
  expect(days.map(({ count }) => count)).toEqual([1, moments.length, 1]);
  expect(days[1]).toMatchObject({ day, from, to });
  for (const one of days) {
    const { total } = await get<{ total: number }>(`/captures?cameraId=${cameraId}&from=${one.from}&to=${one.to}`);
    expect([one.day, total]).toEqual([one.day, one.count]);
  }
});

it('counts days in a time zone, and refuses an unknown zone', async () => {
  const cameraId = 'zones';
  await add({ cameraId, capturedAtUs: at('2026-03-28T22:30:00Z') });
  await add({ cameraId, capturedAtUs: at('2026-03-28T23:30:00Z') });
  // In Vienna clocks go forward on this day, which has 23 hours.
  await add({ cameraId, capturedAtUs: at('2026-03-29T21:59:59Z') });
  await add({ cameraId, capturedAtUs: at('2026-03-29T22:00:00Z') });
  const utc = await get<Timeline>(`/captures/timeline?cameraId=${cameraId}`);
  expect(utc).toMatchObject({ total: 4, bytes: 4 * picture.length });
  expect(utc.days.map(({ day, count }) => [day, count])).toEqual([
    ['2026-03-29', 2],
    ['2026-03-28', 2],
  ]);
  const { days } = await get<Timeline>(`/captures/timeline?cameraId=${cameraId}&timeZone=Europe/Vienna`);
  expect(days).toMatchObject([
    { day: '2026-03-30', count: 1, from: '2026-03-29T22:00:00.000Z', to: '2026-03-30T21:59:59.999Z' },
    { day: '2026-03-29', count: 2, from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T21:59:59.999Z', sessions: [] },
    { day: '2026-03-28', count: 1 },
  ]);
  const [, day] = days;
  const listed = await get<{ total: number }>(`/captures?cameraId=${cameraId}&from=${day?.from ?? ''}&to=${day?.to ?? ''}`);
  expect(listed.total).toBe(2);
  for (const zone of ['Mars/Base', 'XYZ3', "'"]) {
    const refused = await hub.api(`/captures/timeline?timeZone=${encodeURIComponent(zone)}`, { token: admin.access_token });
    expect([zone, refused.status]).toEqual([zone, 400]);
    expect(await refused.json()).toMatchObject({ code: 'validation_failed', issues: [{ path: 'timeZone' }] });
  }
});

it('counts the captures of each session of a day', async () => {
  const day = at('2026-06-01T10:00:00Z');
  const begin = async (title: string): Promise<string> => {
    const response = await post('/sessions', { cameraId: camera.id, title });
    const { id } = (await response.json()) as { id: string };
    await post(`/sessions/${id}/end`, {});
    return id;
  };
  await camera.connect();
  const [tissue, pollen] = [await begin('Tissue'), await begin('Pollen')];
  const cameraId = 'day-of-sessions';
  for (const [index, sessionId] of [tissue, pollen, tissue, undefined].entries())
    await add({ cameraId, capturedAtUs: day + index, ...(sessionId && { sessionId }) });
  const { days } = await get<Timeline>(`/captures/timeline?cameraId=${cameraId}`);
  expect(days).toMatchObject([
    {
      count: 4,
      sessions: [
        { title: 'Tissue', count: 2 },
        { title: 'Pollen', count: 1 },
      ],
    },
  ]);
});

it('lists the values of filters, and the neighbours of a capture', async () => {
  const user = { id: randomUUID(), name: 'Ana' };
  const base = { cameraId: 'facets', cameraName: 'Left', user, tags: ['leaf'] };
  const ids: string[] = [];
  for (const [index, label] of ['x', 'y', 'x'].entries()) {
    ids.push(await add({ ...base, label, capturedAtUs: at('2026-05-01T10:00:00Z') + index * 1e6 }));
  }
  expect(await get<Facets>('/captures/facets?cameraId=facets')).toEqual({
    cameras: [{ id: 'facets', name: 'Left', count: 3 }],
    sessions: [],
    people: [{ id: user.id, name: 'Ana', count: 3 }],
    formats: [{ id: 'jpg', count: 3 }],
    tags: [{ id: 'leaf', count: 3 }],
    labels: [
      { id: 'x', count: 2 },
      { id: 'y', count: 1 },
    ],
  });
  const [oldest, middle, newest] = ids;
  for (const filter of ['cameraId=facets', 'cameraId=facets&q=lea']) {
    expect(await get<Neighbours>(`/captures/${middle}/neighbours?${filter}`)).toEqual({
      newer: newest,
      older: oldest,
      position: 2,
      total: 3,
    });
  }
  expect(await get<Neighbours>(`/captures/${newest}/neighbours?label=x`)).toMatchObject({
    newer: null,
    older: oldest,
    position: 1,
    total: 2,
  });
});

it('changes many captures, each with the permissions of a single edit, with history and sidecars', async () => {
  const contributor = await hub.person('contributor');
  const own = await add({ user: { id: contributor.user.id, name: contributor.user.name }, tags: ['a', 'b'] });
  const others = await add({ tags: ['a'] });
  const missing = randomUUID();
  const client = await hub.client({ token: admin.access_token });
  const updated = once(client as never, 'capture:updated');
  const change = { kind: 'tags', add: ['c'], remove: ['a'] };
  const response = await post('/captures/bulk', { ids: [own, others, missing], change }, contributor.token);
  const result = (await response.json()) as BulkResult;
  expect(result.changed).toEqual([own]);
  expect(result.refused.map(({ id }) => id).sort()).toEqual([others, missing].sort());
  expect(((await updated) as [Capture])[0]).toMatchObject({ id: own, tags: ['b', 'c'] });

  expect((await post('/captures/bulk', { ids: [own, others], change: { kind: 'rate', rating: 4 } })).status).toBe(200);
  expect((await hub.api(`/captures/${own}`, { method: 'PATCH', token: contributor.token, json: { label: 'mine' } })).status).toBe(200);
  const { revisions } = await get<{ revisions: CaptureRevision[] }>(`/captures/${own}/history`);
  expect(revisions).toMatchObject([
    { action: 'captured', by: contributor.user.name },
    { action: 'edited', by: contributor.user.name, changes: { tags: { before: ['a', 'b'], after: ['b', 'c'] } } },
    { action: 'edited', changes: { rating: { before: 0, after: 4 } } },
    { action: 'edited', by: contributor.user.name, changes: { label: { before: null, after: 'mine' } } },
  ]);

  const { sha256 } = await get<Capture>(`/captures/${others}`);
  const folder = join(hub.dataDir, 'captures');
  const sidecar = (await filesBelow(folder)).find((path) => path.includes(`${others}.${sha256.slice(0, 16)}`) && path.endsWith('.json'));
  // Sidecars are written in the background.
  await expect
    .poll(async () => JSON.parse(await readFile(join(folder, sidecar ?? ''), 'utf8')) as Capture)
    .toMatchObject({ tags: ['a'], rating: 4 });
});

it('announces a bulk change in one event', async () => {
  const [one, two] = [await add(), await add()];
  const client = await hub.client({ token: admin.access_token });
  const events: string[] = [];
  client.onAny((event: string) => events.push(event));
  for (const change of [{ kind: 'rate', rating: 3 }, { kind: 'trash' }, { kind: 'purge' }]) {
    const changed = once(client as never, 'captures:changed');
    await post('/captures/bulk', { ids: [one, two], change });
    const kinds: Record<string, string> = { rate: 'updated', trash: 'deleted', purge: 'purged' };
    expect(await changed).toEqual([{ change: kinds[change.kind], count: 2, ids: [one, two].toSorted() }]);
  }
  expect(events.filter((event) => event.startsWith('capture:'))).toEqual([]);
});

it('purges only captures in the trash, only for administrators', async () => {
  const operator = await hub.person('operator');
  const [trashed, kept] = [await add(), await add()];
  expect((await post('/captures/bulk', { ids: [trashed], change: { kind: 'trash' } }, operator.token)).status).toBe(200);
  const change = { kind: 'purge' };
  expect((await post('/captures/bulk', { ids: [trashed], change }, operator.token)).status).toBe(403);
  const client = await hub.client({ token: admin.access_token });
  const purged = once(client as never, 'capture:purged');
  const result = (await (await post('/captures/bulk', { ids: [trashed, kept], change })).json()) as BulkResult;
  expect(result).toMatchObject({ changed: [trashed], refused: [{ id: kept }] });
  expect(await purged).toMatchObject([{ id: trashed }]);
  expect((await hub.api(`/captures/${trashed}`, { token: admin.access_token })).status).toBe(404);
  await expect.poll(async () => (await filesBelow(hub.dataDir)).filter((path) => path.includes(trashed))).toEqual([]);
});

it('shows 12 bits in 16 over their full range, or through a window in sample values', async () => {
  const bytes = tiff16(256, 16, (x) => 1000 + x * 4);
  const id = await add({ format: 'tiff', filename: 'ramp.tif', width: 256, height: 16, bitDepth: 12, channels: 1 }, bytes);
  const view = async (query: string): Promise<Buffer> => {
    const response = await hub.api(`/captures/${id}/view?type=png&${query}`, { token: admin.access_token });
    expect([query, response.status, response.headers.get('content-type')]).toEqual([query, 200, 'image/png']);
    return sharp(Buffer.from(await response.arrayBuffer()))
      .extractChannel(0)
      .raw()
      .toBuffer();
  };
  const first = (pixels: Buffer, ...columns: number[]): (number | undefined)[] => columns.map((x) => pixels[x]);
  // 1000 + 4x between 1200 and 1800: black up to x = 50, white from x = 200.
  const linear = await view('black=1200&white=1800');
  expect(first(linear, 0, 50, 125, 200, 255)).toEqual([0, 0, 128, 255, 255]);
  const brighter = await view('black=1200&white=1800&gamma=2');
  expect(first(brighter, 125)).toEqual([Math.round(255 * Math.sqrt(0.5))]);
  expect(first(await view(''), 255)).toEqual([Math.round((255 * 2020) / 4095)]);
  expect(
    (
      await sharp(
        Buffer.from(await (await hub.api(`/captures/${id}/view?width=64`, { token: admin.access_token })).arrayBuffer()),
      ).metadata()
    ).width,
  ).toBe(64);

  const etag = (await hub.api(`/captures/${id}/view?type=png`, { token: admin.access_token })).headers.get('etag') ?? '';
  const again = await hub.raw(`/api/v1/captures/${id}/view?type=png`, {
    'if-none-match': etag,
    authorization: `Bearer ${admin.access_token}`,
  });
  expect(again.status).toBe(304);
  expect((await hub.api(`/captures/${id}/view?black=9&white=9`, { token: admin.access_token })).status).toBe(400);

  const { max, low, high, histogram } = await get<CaptureStatistics>(`/captures/${id}/statistics`);
  expect([max, low, high, histogram.length]).toEqual([4095, 1000, 2020, 1]);
  expect(histogram[0]?.reduce((sum, count) => sum + count, 0)).toBe(256 * 16);
  expect(histogram[0]?.findIndex((count) => count > 0)).toBe(Math.floor((1000 * 256) / 4096));
});

it('keeps the order of brightness of 12-bit pictures, in views and thumbnails', async () => {
  const brightness = async (path: string): Promise<number> => {
    const response = await hub.api(path, { token: admin.access_token });
    expect([path, response.status]).toEqual([path, 200]);
    return (await sharp(Buffer.from(await response.arrayBuffer())).stats()).channels[0]?.mean ?? Number.NaN;
  };
  const shown: number[][] = [];
  // Levels on both sides of a quarter of the range.
  for (const level of [60, 500, 1000, 1050, 2000]) {
    const facts = { format: 'tiff', filename: `level-${level}.tif`, width: 64, height: 64, bitDepth: 12, channels: 1 } as const;
    const id = await add(
      facts,
      tiff16(64, 64, (x) => level + (x % 4)),
    );
    shown.push([await brightness(`/captures/${id}/view?type=png`), await brightness(`/captures/${id}/thumbnail?size=small`)]);
  }
  for (const [at, levels] of shown.entries()) {
    const before = shown[at - 1];
    if (before) expect(levels.map((level, kind) => level > (before[kind] ?? 0))).toEqual([true, true]);
  }
});

it('sends a zip of masters and sidecars of the announced size, in ranges, across a restart', async () => {
  const ids = [await add({ filename: 'same.jpg' }), await add({ filename: 'same.jpg' }), await add({ filename: 'lost.jpg' })];
  const lost = (await filesBelow(join(hub.dataDir, 'captures'))).find((path) => path.endsWith('lost.jpg'));
  await rm(join(hub.dataDir, 'captures', lost ?? ''));
  const response = await post('/downloads', { captureIds: ids });
  const download = (await response.json()) as Download;
  expect(response.status).toBe(201);
  expect(download).toMatchObject({ files: 4, missing: [ids[2]] });

  const token = admin.access_token;
  const whole = await hub.api(download.url, { token });
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect([whole.status, bytes.length, whole.headers.get('content-length')]).toEqual([200, download.sizeBytes, String(download.sizeBytes)]);

  // After an edit and a restart of the hub, the rest of the download still matches its first part.
  await hub.api(`/captures/${ids[0] ?? ''}`, { method: 'PATCH', token, json: { notes: 'longer than before' } });
  await hub.restart();
  const headers = { range: `bytes=${String(bytes.length - 300)}-`, 'if-range': whole.headers.get('etag') ?? '' };
  const rest = await hub.api(download.url, { token, headers });
  expect([rest.status, Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(-300))]).toEqual([206, true]);

  const zip = join(hub.dataDir, 'download.zip');
  await writeFile(zip, bytes);
  const listed = spawnSync('unzip', ['-tq', zip], { encoding: 'utf8' });
  expect(listed.status ?? listed.error).toBe(0);
  expect((await hub.api(download.url)).status).toBe(401);
  expect((await hub.api(`/downloads/${randomUUID()}/x.zip`, { token })).status).toBe(404);
  expect((await post('/downloads', { captureIds: ids.slice(2) })).status).toBe(400);
  expect((await post('/downloads', { captureIds: ids, filter: {} })).status).toBe(400);
});
