/** Pictures of the library over HTTP: views, statistics, downloads. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureStatistics, Download } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { filesBelow } from '../../library/captures/folders-below.ts';
import { tiff16 } from '../../library/captures/images.ts';
import { useLibrary } from './use-library.ts';

const bench = useLibrary();
const { add, get, hub, post } = bench;

it('shows 12 bits in 16 over their full range, or through a window in sample values', async () => {
  const bytes = tiff16(256, 16, (x) => 1000 + x * 4);
  const id = await add({ format: 'tiff', filename: 'ramp.tif', width: 256, height: 16, bitDepth: 12, channels: 1 }, bytes);
  const view = async (query: string): Promise<Buffer> => {
    const response = await hub.api(`/captures/${id}/view?type=png&${query}`, { token: bench.admin.access_token });
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
        Buffer.from(await (await hub.api(`/captures/${id}/view?width=64`, { token: bench.admin.access_token })).arrayBuffer()),
      ).metadata()
    ).width,
  ).toBe(64);

  const etag = (await hub.api(`/captures/${id}/view?type=png`, { token: bench.admin.access_token })).headers.get('etag') ?? '';
  const again = await hub.raw(`/api/v1/captures/${id}/view?type=png`, {
    'if-none-match': etag,
    authorization: `Bearer ${bench.admin.access_token}`,
  });
  expect(again.status).toBe(304);
  expect((await hub.api(`/captures/${id}/view?black=9&white=9`, { token: bench.admin.access_token })).status).toBe(400);

  const { max, low, high, histogram } = await get<CaptureStatistics>(`/captures/${id}/statistics`);
  expect([max, low, high, histogram.length]).toEqual([4095, 1000, 2020, 1]);
  expect(histogram[0]?.reduce((sum, count) => sum + count, 0)).toBe(256 * 16);
  expect(histogram[0]?.findIndex((count) => count > 0)).toBe(Math.floor((1000 * 256) / 4096));
});

it('keeps the order of brightness of 12-bit pictures, in views and thumbnails', async () => {
  const brightness = async (path: string): Promise<number> => {
    const response = await hub.api(path, { token: bench.admin.access_token });
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

  const token = bench.admin.access_token;
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
