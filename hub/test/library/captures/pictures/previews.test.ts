/** Raw files and clips in a complete hub: upload, preview, thumbnail, playback. */
import { createHash, randomUUID } from 'node:crypto';
import type { Capture, CaptureMetadata, ErrorBody } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestClient } from '../../../setup/start-hub.ts';
import { useCamera, useHub } from '../../../setup/use-hub.ts';
import { jpeg } from '../images.ts';
import { mp4, npy } from '../masters.ts';

const hub = useHub();
const camera = useCamera(hub);
let token: string;
let client: TestClient;

beforeAll(async () => {
  token = (await hub.login()).access_token;
  client = await hub.client({ token });
});

const CLIP = {
  format: 'mp4',
  filename: 'clip_0001.mp4',
  nameTemplate: 'clip.{ext}',
  clip: { frames: 60, durationMs: 2000, fps: 30, missed: 0 },
} as const;
const RAW = { format: 'raw', filename: 'raw_0001.npy', nameTemplate: 'raw.{ext}' } as const;

async function upload(
  bytes: Buffer,
  changes: Partial<CaptureMetadata>,
): Promise<{ id: string; status: number; metadata: CaptureMetadata }> {
  const { metadata } = await camera.makeCapture({ captureId: randomUUID() });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const all = { ...metadata, ...changes, sizeBytes: bytes.length, sha256 };
  const { status } = await camera.upload(all, bytes, { 'content-type': 'application/octet-stream' });
  return { id: metadata.id, status, metadata: all };
}
async function answer(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as ErrorBody).code];
}
const thumbnail = (id: string) => hub.api(`/captures/${id}/thumbnail?size=small`, { token });

describe('a clip', () => {
  it('is stored with its metadata, and can be played from any position', async () => {
    const bytes = mp4(64, 48, 200_000);
    const { id, status } = await upload(bytes, CLIP);
    expect(status).toBe(201);
    expect((await (await hub.api(`/captures/${id}`, { token })).json()) as Capture).toMatchObject(CLIP);
    const part = await hub.api(`/captures/${id}/file`, { token, headers: { range: 'bytes=150000-' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-type')).toBe('video/mp4');
    expect(part.headers.get('accept-ranges')).toBe('bytes');
    expect(part.headers.get('content-range')).toBe(`bytes 150000-${bytes.length - 1}/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(150_000));
    const whole = await hub.api(`/captures/${id}/file?download=1`, { token });
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="clip(_\d+)?\.mp4"$/);
    expect(whole.headers.get('content-length')).toBe(String(bytes.length));
    await whole.body?.cancel();
  });

  it('gets its thumbnails from its preview, and all clients are notified', async () => {
    const { id } = await upload(mp4(64, 48), CLIP);
    const early = await thumbnail(id);
    expect([early.status, ((await early.json()) as ErrorBody).message]).toEqual([404, `The preview of capture ${id} has not arrived yet`]);
    expect(early.headers.get('cache-control')).toBe('no-store');
    const updated = new Promise<Capture>((resolve) => client.once('capture:updated', resolve));
    expect((await camera.uploadPreview(id, await jpeg(640, 480))).status).toBe(201);
    expect((await updated).id).toBe(id);
    const there = await thumbnail(id);
    expect([there.status, there.headers.get('content-type')]).toEqual([200, 'image/webp']);
    await there.body?.cancel();
    expect((await camera.uploadPreview(id, await jpeg(320, 240))).status).toBe(200);
  });

  it('still has its thumbnail after a restart', async () => {
    const { id } = await upload(mp4(64, 48), CLIP);
    await camera.uploadPreview(id, await jpeg());
    await hub.restart();
    await camera.connect();
    client = await hub.client({ token });
    expect((await thumbnail(id)).status).toBe(200);
  });
});

describe('a raw file', () => {
  it('is stored unchanged, and downloaded under its file name', async () => {
    const bytes = npy([48, 64]);
    const { id, status } = await upload(bytes, { ...RAW, bitDepth: 12, channels: 1 });
    expect(status).toBe(201);
    const file = await hub.api(`/captures/${id}/file?download=1`, { token });
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="raw(_\d+)?\.npy"$/);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
    expect((await camera.uploadPreview(id, await jpeg())).status).toBe(201);
    expect((await thumbnail(id)).status).toBe(200);
  });

  it('is refused if its metadata do not match', async () => {
    expect((await upload(npy([64, 48]), RAW)).status).toBe(422);
    expect((await upload(npy([48, 64]), CLIP)).status).toBe(422);
  });
});

describe('a preview', () => {
  it('is accepted only for an existing capture that needs one', async () => {
    expect(await answer(await camera.uploadPreview(randomUUID(), await jpeg()))).toEqual([404, 'capture_not_found']);
    const { metadata, jpeg: bytes } = await camera.makeCapture({ captureId: randomUUID() });
    await camera.upload(metadata, bytes);
    expect(await answer(await camera.uploadPreview(metadata.id, bytes))).toEqual([409, 'conflict']);
  });

  it('must be a JPEG of at most 1 MB, sent by a camera service', async () => {
    const { id } = await upload(npy([48, 64]), RAW);
    const picture = await jpeg();
    expect(await answer(await camera.uploadPreview(id, Buffer.alloc(1024 * 1024 + 1)))).toEqual([413, 'payload_too_large']);
    expect(await answer(await camera.uploadPreview(id, npy([4, 4])))).toEqual([422, 'image_rejected']);
    expect(await answer(await camera.uploadPreview(id, Buffer.alloc(0)))).toEqual([422, 'image_rejected']);
    expect(await answer(await camera.uploadPreview(id, picture, { 'content-type': 'image/png' }))).toEqual([415, 'unsupported_media_type']);
    expect(await answer(await camera.uploadPreview(id, picture, { authorization: `Bearer ${token}` }))).toEqual([401, 'unauthenticated']);
    expect((await thumbnail(id)).status).toBe(404);
    expect((await camera.uploadPreview(id, picture)).status).toBe(201);
  });
});
