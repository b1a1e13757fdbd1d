/** Filtered copies of captures. */
import { createHash, randomUUID } from 'node:crypto';
import type { Capture, CaptureMetadata, CapturePage, ErrorBody, FilterStep } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { jpeg, tiff16 } from '../../library/captures/images.ts';
import { npy } from '../../library/captures/masters.ts';
import { useCamera, useHub } from '../../setup/use-hub.ts';

const hub = useHub();
const camera = useCamera(hub);
let token: string;
beforeAll(async () => {
  ({ token } = await hub.person('contributor'));
});

const DARK_HALF: FilterStep = { step: 'threshold', low: 0, high: 0.5 };
const INVERTED = { ...DARK_HALF, low: 0.25 };

async function upload(bytes: Buffer, changes: Partial<CaptureMetadata>): Promise<CaptureMetadata> {
  const { metadata } = await camera.makeCapture({ captureId: randomUUID() });
  const all = { ...metadata, ...changes, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  const { status } = await camera.upload(all, bytes, { 'content-type': 'application/octet-stream' });
  expect(status).toBe(201);
  return all;
}

/** 12 bits: the left half is dark, the right half bright. */
const deepCapture = (): Promise<CaptureMetadata> =>
  upload(
    tiff16(64, 48, (x) => (x < 32 ? 100 : 4000)),
    { format: 'tiff', filename: 'deep.tif', width: 64, height: 48, bitDepth: 12, channels: 1 },
  );
const ask = (id: string, json: object): Promise<Response> => hub.api(`/captures/${id}/filtered`, { token, method: 'POST', json });
const get = async (id: string): Promise<Capture> => (await (await hub.api(`/captures/${id}`, { token })).json()) as Capture;

async function refusal(response: Response): Promise<string> {
  const { code, message } = (await response.json()) as ErrorBody;
  return `${String(response.status)} ${code}: ${message}`;
}

it('is a further capture at full depth, which names its source, and leaves the source as it was', async () => {
  const source = await deepCapture();
  const before = await get(source.id);
  const response = await ask(source.id, { steps: [DARK_HALF] });
  expect(response.status).toBe(201);
  const copy = (await response.json()) as Capture;
  expect(copy).toMatchObject({
    derivedFrom: { captureId: source.id, sha256: source.sha256, steps: [DARK_HALF], version: 1 },
    format: 'png',
    filename: 'deep_filtered.png',
    bitDepth: 12,
    channels: 1,
    capturedAtUs: source.capturedAtUs,
    cameraId: source.cameraId,
  });
  const file = Buffer.from(await (await hub.api(`/captures/${copy.id}/file`, { token })).arrayBuffer());
  expect(createHash('sha256').update(file).digest('hex')).toBe(copy.sha256);
  const { data, info } = await sharp(file).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  expect([info.width, info.height, info.channels]).toEqual([64, 48, 1]);
  expect([samples[0], samples[31], samples[32], samples[63]]).toEqual([4095, 4095, 0, 0]);
  expect(await get(source.id)).toEqual(before);
  expect((await hub.api(`/captures/${copy.id}/thumbnail`, { token })).status).toBe(200);
});

it('is made once for each id, however often it is asked for', async () => {
  const source = await deepCapture();
  const captureId = randomUUID();
  const answers = await Promise.all([1, 2].map(() => ask(source.id, { captureId, steps: [DARK_HALF] })));
  answers.push(await ask(source.id, { captureId, steps: [DARK_HALF] }));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  const [one, ...others] = await Promise.all(answers.map((answer) => answer.json() as Promise<Capture>));
  expect(one?.id).toBe(captureId);
  for (const other of others) expect(other).toEqual(one);
  expect(await refusal(await ask(source.id, { captureId, steps: [INVERTED] }))).toMatch(
    /^409 conflict: Capture .* was stored with the digest/,
  );
});

it('is in the list of the copies of its source, until it is thrown away', async () => {
  const [source, other] = [await deepCapture(), await deepCapture()];
  const make = async (id: string): Promise<string> => ((await (await ask(id, { steps: [DARK_HALF] })).json()) as Capture).id;
  const copies = [await make(source.id), await make(source.id)];
  await make(other.id);
  const listed = async (query: string): Promise<string[]> => {
    const response = await hub.api(`/captures?${query}`, { token });
    expect(response.status).toBe(200);
    return ((await response.json()) as CapturePage).captures.map(({ id }) => id).sort();
  };
  expect(await listed(`copiesOf=${source.id}`)).toEqual([...copies].sort());
  expect(await listed(`copiesOf=${source.id.toUpperCase()}&format=png`)).toEqual([...copies].sort());
  expect(await listed(`copiesOf=${copies[0] ?? ''}`)).toEqual([]);
  const [thrown, kept] = copies as [string, string];
  await hub.api(`/captures/${thrown}`, { token: (await hub.login()).access_token, method: 'DELETE' });
  expect(await listed(`copiesOf=${source.id}`)).toEqual([kept]);
  expect(await listed(`copiesOf=${source.id}&deleted=true`)).toEqual([thrown]);
  expect((await hub.api('/captures?copiesOf=x', { token })).status).toBe(400);
});

it('stays when its source is removed for good', async () => {
  const source = await deepCapture();
  const copy = (await (await ask(source.id, { steps: [DARK_HALF] })).json()) as Capture;
  const admin = (await hub.login()).access_token;
  await hub.api(`/captures/${source.id}`, { token: admin, method: 'DELETE' });
  expect(await refusal(await ask(source.id, { steps: [DARK_HALF] }))).toContain('is in the trash; restore it first');
  await hub.api('/captures/bulk', { token: admin, method: 'POST', json: { ids: [source.id], change: { kind: 'purge' } } });
  expect((await hub.api(`/captures/${source.id}`, { token })).status).toBe(404);
  expect((await get(copy.id)).derivedFrom?.sha256).toBe(source.sha256);
});

it.each<[object, string]>([
  [{ steps: [] }, 'at least one step'],
  [{ steps: [{ step: 'smooth', sigma: 99 }] }, 'steps.0.sigma'],
  [{ steps: [{ step: 'threshold', low: 0.5, high: 0.4 }] }, 'high must be above low'],
  [{ steps: Array.from({ length: 5 }, () => DARK_HALF) }, 'steps'],
])('refuses %j with the field and the limit', async (json, reason) => {
  const source = await deepCapture();
  const response = await ask(source.id, json);
  expect(response.status).toBe(400);
  expect(JSON.stringify(await response.json())).toContain(reason);
});

it('refuses files that it cannot decode, and says why', async () => {
  const raw = await upload(npy([48, 64]), { format: 'raw', filename: 'raw.npy', width: 64, height: 48, bitDepth: 16, channels: 1 });
  expect(await refusal(await ask(raw.id, { steps: [DARK_HALF] }))).toContain('is raw: only pictures that the hub can decode are filtered');
  const whole = await jpeg(640, 480);
  const broken = await upload(whole.subarray(0, whole.length / 2), { format: 'jpg', filename: 'half.jpg', width: 640, height: 480 });
  expect(await refusal(await ask(broken.id, { steps: [DARK_HALF] }))).toContain('image_rejected: The picture cannot be filtered');
  expect((await ask(randomUUID(), { steps: [DARK_HALF] })).status).toBe(404);
});
