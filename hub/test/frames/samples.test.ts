/** Samples of more than 8 bits over real sockets, with a camera service that sends what the test says. */
import {
  encodeSampleFrame,
  FRAME_KIND_JPEG,
  FRAME_KIND_SAMPLES,
  readFrameHeader,
  SAMPLES_HEADER_BYTES,
  type Flow,
  type ViewerReport,
} from '@eyepiece/shared-types';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';
import { createLinkTo, enterByLink } from '../sockets/guest-link.ts';

const hub = useHub();
const SAMPLES = { bits: 12, channels: 1, frameBytes: 4000, maxFps: 15 } as const;
const FIELDS = { flags: 0, capturedAtUs: 0, width: 64, height: 48, exposureMs: 8, gainDb: 0 };

let token: string;
let camera: FakeCamera;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});
afterEach(() => camera.close());

async function connectedCamera(cameraId: string, offer: object = SAMPLES): Promise<void> {
  camera = hub.camera({ cameraId });
  await camera.connect();
  camera.sendState({ samples: offer as typeof SAMPLES });
  await expect.poll(state).toMatchObject({ samples: offer });
}

const state = () => hub.hub.registry.get(camera.id)?.state;
const link = () => hub.hub.registry.get(camera.id)?.link;
const demanded = () => camera.demands.at(-1);

interface Watching {
  readonly client: TestClient;
  readonly seen: { readonly kind: number; readonly seq: number }[];
  readonly flows: Flow[];
}

async function viewer(options: object = {}, auth: { token: string } = { token }, acknowledges = true): Promise<Watching> {
  const client = await hub.client(auth);
  const [seen, flows]: [Watching['seen'], Flow[]] = [[], []];
  client.on('frame', (id, frame) => {
    const { kind, seq } = readFrameHeader(new Uint8Array(frame));
    seen.push({ kind, seq });
    if (acknowledges) client.emit('frame:ack', id, seq);
  });
  client.on('flow', (flow) => flows.push(flow));
  const reply = await client.emitWithAck('watch', { cameraId: camera.id, ...options });
  if (!reply.ok) throw new Error(reply.error.message);
  return { client, seen, flows };
}

function samplesOf(seq: number, bytes = 4000): Buffer {
  return Buffer.from(
    encodeSampleFrame({ ...FIELDS, seq, capturedAtUs: Date.now() * 1000 }, { bits: 12, channels: 1 }, new Uint8Array(bytes)),
  );
}

/** A moment later than all before, as JPEG and as samples. @returns its sequence number */
async function moment(): Promise<number> {
  const seq = await camera.sendFrame();
  camera.socket.send(samplesOf(seq));
  return seq;
}

const ofKind = ({ seen }: Watching, wanted: number) => seen.filter(({ kind }) => kind === wanted);

/** Moments until the viewer shows samples. */
async function untilShown(watching: Watching): Promise<void> {
  await expect
    .poll(async () => {
      await moment();
      return ofKind(watching, FRAME_KIND_SAMPLES).length;
    })
    .toBeGreaterThan(0);
}

describe('a client that asks for samples', () => {
  it('gets them in place of JPEGs, while others get JPEGs only', async () => {
    await connectedCamera('pair');
    const [asking, stock] = [await viewer({ samples: true }), await viewer()];
    await untilShown(asking);
    expect(demanded()).toEqual({ streaming: true, samples: {} });
    const jpegs = ofKind(asking, FRAME_KIND_JPEG).length;
    const seq = await moment();
    await expect.poll(() => asking.seen.at(-1)).toEqual({ kind: FRAME_KIND_SAMPLES, seq });
    await expect.poll(() => stock.seen.at(-1)).toEqual({ kind: FRAME_KIND_JPEG, seq });
    expect(ofKind(asking, FRAME_KIND_JPEG)).toHaveLength(jpegs);
    expect(ofKind(stock, FRAME_KIND_SAMPLES)).toEqual([]);
    await expect.poll(() => asking.flows.at(-1)).toMatchObject({ samples: true });
    expect(stock.flows.every(({ samples }) => samples === undefined)).toBe(true);
    const { viewers } = (await (await hub.api('/viewers', { token })).json()) as { viewers: ViewerReport[] };
    const renditions = viewers.filter(({ cameraId }) => cameraId === 'pair').map(({ rendition }) => rendition);
    expect(renditions.sort()).toEqual(['full', 'samples']);
    const metrics = await (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(metrics).toContain('eyepiece_viewers{camera="pair",rendition="samples"} 1');
    expect(metrics).toMatch(/eyepiece_frames_sent_total\{camera="pair",rendition="samples"\} [1-9]/);
    expect(metrics).toMatch(/eyepiece_sample_frames_received_total\{camera="pair"\} [1-9]/);
    stock.client.disconnect();
    // The JPEGs that are left are for the status and the newest picture.
    await expect.poll(demanded).toEqual({ streaming: true, maxFps: 4, samples: {} });
    asking.client.disconnect();
    await expect.poll(() => demanded()?.samples).toBeUndefined();
  });

  it('gets JPEGs as soon as the camera has no samples, and samples when it has them again', async () => {
    await connectedCamera('withdrawn');
    const watching = await viewer({ samples: true, maxFps: 20 });
    await untilShown(watching);
    expect(demanded()).toEqual({ streaming: true, maxFps: 4, samples: { maxFps: 20 } });
    camera.sendState();
    await expect.poll(demanded).toEqual({ streaming: true, maxFps: 20 });
    expect(state()).not.toHaveProperty('samples');
    const before = watching.seen.length;
    await expect
      .poll(async () => {
        await camera.sendFrame();
        return watching.seen.slice(before).map(({ kind }) => kind);
      })
      .toContain(FRAME_KIND_JPEG);
    await expect.poll(() => watching.flows.at(-1)).not.toHaveProperty('samples');
    camera.sendState({ samples: SAMPLES });
    const count = ofKind(watching, FRAME_KIND_SAMPLES).length;
    await expect
      .poll(async () => {
        await moment();
        return ofKind(watching, FRAME_KIND_SAMPLES).length;
      })
      .toBeGreaterThan(count);
    watching.client.disconnect();
  });

  it('gets none as a guest', async () => {
    await connectedCamera('shared');
    const { secret } = await createLinkTo({ hub, token }, { kind: 'live', cameraId: 'shared' });
    const guest = await viewer({ samples: true }, { token: (await enterByLink(hub, secret, 'Gil')).access_token });
    const seq = await moment();
    await expect.poll(() => guest.seen.some((frame) => frame.seq >= seq)).toBe(true);
    expect(demanded()).toEqual({ streaming: true });
    expect(ofKind(guest, FRAME_KIND_SAMPLES)).toEqual([]);
    guest.client.disconnect();
  });

  it('must acknowledge', async () => {
    await connectedCamera('refused');
    const client = await hub.client({ token });
    const reply = await client.emitWithAck('watch', { cameraId: 'refused', flow: 'none', samples: true });
    expect(reply).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
    expect(JSON.stringify(reply)).toMatch(/samples.*flow 'ack'/);
    client.disconnect();
  });

  it('has few of them in flight if it does not acknowledge, and others get every frame', async () => {
    await connectedCamera('silent');
    const stock = await viewer();
    const silent = await viewer({ samples: true }, { token }, false);
    for (let sent = 0; sent < 60; sent += 1) await moment();
    const last = await moment();
    await expect.poll(() => stock.seen.at(-1)).toEqual({ kind: FRAME_KIND_JPEG, seq: last });
    expect(silent.seen.length).toBeLessThanOrEqual(4);
    silent.client.disconnect();
    stock.client.disconnect();
  });
});

describe('a camera service', () => {
  it('is told of frames that lie about their size, and its viewers get the next good one', async () => {
    await connectedCamera('hostile');
    const watching = await viewer({ samples: true });
    await untilShown(watching);
    const good = samplesOf(1_000_000);
    const huge = Buffer.from(good);
    huge.writeUInt32BE(0xff_ff_ff_ff, 24);
    const bomb = Buffer.from(samplesOf(1_000_001, 100));
    bomb.writeUInt32BE(0x10_00_10_00, 24);
    const wide = Buffer.from(samplesOf(1_000_002));
    wide.writeUInt32BE(0x00_04_00_04, 24);
    const broken = [good.subarray(0, -1), good.subarray(0, SAMPLES_HEADER_BYTES - 1), huge, bomb, wide];
    const before = link()?.badFrames ?? 0;
    for (const message of broken) camera.socket.send(message);
    await expect.poll(() => link()?.badFrames).toBe(before + broken.length);
    const told = () => JSON.stringify(camera.answers);
    await expect.poll(told).toMatch(/too_large: samples of \d+ bytes are above 134217728/);
    await expect.poll(told).toMatch(/bad_value: 4096×4096 px in 100 bytes are outside \d+ to \d+/);
    await expect.poll(told).toMatch(/payload_length_mismatch/);
    const seq = await moment();
    await expect.poll(() => watching.seen.at(-1)).toEqual({ kind: FRAME_KIND_SAMPLES, seq });
    watching.client.disconnect();
  });

  it('is not heard with samples that nobody asked for, or that are far from its JPEGs', async () => {
    await connectedCamera('unasked');
    const stock = await viewer();
    await moment();
    await expect.poll(() => link()?.lastError?.message).toMatch(/of samples was not asked for/);
    const asking = await viewer({ samples: true });
    await untilShown(asking);
    camera.socket.send(samplesOf(900_000));
    await expect.poll(() => link()?.lastError?.message).toBe('samples of frame 900000 do not follow the frames before them');
    const seq = await moment();
    await expect.poll(() => asking.seen.at(-1)).toEqual({ kind: FRAME_KIND_SAMPLES, seq });
    expect([...asking.seen, ...stock.seen].some((frame) => frame.seq === 900_000)).toBe(false);
    asking.client.disconnect();
    stock.client.disconnect();
  });

  it('may not offer what is no offer', async () => {
    await connectedCamera('offers');
    camera.sendState({ samples: { ...SAMPLES, bits: 8 } });
    await expect.poll(() => JSON.stringify(camera.answers)).toMatch(/samples\.bits/);
    expect(state()?.samples).toEqual(SAMPLES);
  });
});
