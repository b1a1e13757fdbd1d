import { readFrameHeader, type Flow, type ViewerReport } from '@eyepiece/shared-types';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { takesPreEncodedFrames } from '../../src/sockets/events/viewer-sink.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let token: string;
let camera: FakeCamera;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});
afterEach(() => camera.close());

async function connectedCamera(cameraId: string): Promise<FakeCamera> {
  camera = await hub.connectCamera({ cameraId });
  return camera;
}

/** Watches a camera and collects the frames. */
async function watch(client: TestClient, cameraId: string, options: object = {}): Promise<{ frames: Uint8Array[]; seqs: number[] }> {
  const received = { frames: [] as Uint8Array[], seqs: [] as number[] };
  client.on('frame', (id, frame) => {
    if (id !== cameraId) return;
    received.frames.push(frame);
    received.seqs.push(readFrameHeader(new Uint8Array(frame)).seq);
  });
  const reply = await client.emitWithAck('watch', { cameraId, ...options });
  if (!reply.ok) throw new Error(reply.error.message);
  return received;
}

const demanded = (fake: FakeCamera) => fake.demands.at(-1);

/** A camera that streams to one viewer. */
async function watchedCamera(cameraId: string, options: object = {}) {
  const fake = await connectedCamera(cameraId);
  const client = await hub.client({ token });
  const { seqs } = await watch(client, fake.id, options);
  await expect.poll(() => demanded(fake)?.streaming).toBe(true);
  return { fake, client, seqs };
}

/** Until the hub knows the rate of every viewer's link. */
async function untilMeasured(cameraId: string): Promise<void> {
  const rates = async () => {
    const { viewers } = (await (await hub.api('/viewers', { token })).json()) as { viewers: ViewerReport[] };
    return viewers.filter((viewer) => viewer.cameraId === cameraId).map(({ linkBytesPerSecond }) => linkBytesPerSecond ?? 0);
  };
  await expect.poll(async () => Math.min(...(await rates()))).toBeGreaterThan(0);
}

describe('a viewer', () => {
  it.each([['websocket'], ['polling']])('receives over %s exactly the bytes that the camera sent', async (transport) => {
    const fake = await connectedCamera(`bytes-${transport}`);
    const client = await hub.client({ token }, { transports: [transport] });
    const { frames } = await watch(client, fake.id);
    await expect.poll(() => demanded(fake)).toEqual({ streaming: true });
    const payload = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    await fake.sendFrame(payload);
    await expect.poll(() => frames.length).toBe(1);
    expect(Buffer.from(frames[0]!).subarray(40).equals(payload)).toBe(true);
    client.disconnect();
  });

  it('gets the newest frame after an acknowledgement, without repeats and in order', async () => {
    const { fake, client, seqs } = await watchedCamera('latest');
    // The first frame measures the link; nothing else is in flight meanwhile.
    await fake.sendFrame();
    await untilMeasured(fake.id);
    for (let count = 0; count < 9; count += 1) await fake.sendFrame();
    await expect.poll(() => seqs).toEqual([0, 1]);
    client.emit('frame:ack', fake.id, 1);
    await expect.poll(() => seqs).toEqual([0, 1, 9]);
    client.disconnect();
  });

  it('gets no more than its window by false acknowledgements, and does not affect others', async () => {
    const fake = await connectedCamera('cheating');
    const cheating = await hub.client({ token });
    const honest = await hub.client({ token });
    const cheated = await watch(cheating, fake.id);
    const read = await watch(honest, fake.id);
    honest.on('frame', (id, frame) => honest.emit('frame:ack', id, readFrameHeader(new Uint8Array(frame)).seq));
    await expect.poll(() => demanded(fake)?.streaming).toBe(true);
    const falseSeqs: unknown[] = [-1, 2 ** 40, 'x', null, Number.NaN, 500];
    for (const seq of falseSeqs) cheating.emit('frame:ack', fake.id, seq as number);
    cheating.emit('frame:ack', 'another-camera', 0);
    for (let count = 0; count < 20; count += 1) {
      const seq = await fake.sendFrame();
      await expect.poll(() => read.seqs.at(-1)).toBe(seq);
    }
    expect(cheated.seqs).toEqual([0, 1]);
    expect(read.seqs).toEqual(Array.from({ length: 20 }, (_, index) => index));
    cheating.disconnect();
    honest.disconnect();
  });

  it('gets no frame after unwatch', async () => {
    const fake = await connectedCamera('unwatch');
    const [leaving, staying] = [await hub.client({ token }), await hub.client({ token })];
    const left = await watch(leaving, fake.id);
    const stayed = await watch(staying, fake.id);
    await fake.sendFrame();
    await expect.poll(() => left.seqs).toEqual([0]);
    expect(await leaving.emitWithAck('unwatch', { cameraId: fake.id })).toEqual({ ok: true });
    leaving.emit('frame:ack', fake.id, 0);
    await fake.sendFrame();
    await expect.poll(() => stayed.seqs).toEqual([0, 1]);
    await leaving.emitWithAck('unwatch', { cameraId: fake.id });
    expect(left.seqs).toEqual([0]);
    leaving.disconnect();
    staying.disconnect();
  });

  it('without acknowledgements gets frames as fast as its socket drains', async () => {
    const { fake, client, seqs } = await watchedCamera('simple', { flow: 'none' });
    for (let count = 0; count < 5; count += 1) {
      const seq = await fake.sendFrame();
      await expect.poll(() => seqs.at(-1)).toBe(seq);
    }
    client.disconnect();
  });

  it('receives its flow, and a notice when it stalls', async () => {
    const fake = await connectedCamera('stalling');
    const client = await hub.client({ token });
    const flows: Flow[] = [];
    client.on('flow', (flow) => flows.push(flow));
    await watch(client, fake.id);
    for (let count = 0; count < 4; count += 1) await fake.sendFrame();
    await expect.poll(() => flows.at(-1)?.reason).toBe('stalled');
    expect(flows.at(-1)).toMatchObject({ cameraId: 'stalling', width: 64 });
    client.disconnect();
  });

  it('gets an error for an unknown camera', async () => {
    await connectedCamera('known');
    const client = await hub.client({ token });
    expect(await client.emitWithAck('watch', { cameraId: 'nowhere' })).toEqual({
      ok: false,
      error: { code: 'camera_not_found', message: 'Camera nowhere not found' },
    });
    const wrong = (await client.emitWithAck('watch', { cameraId: 'known', maxWidth: 1 })) as { error: { code: string; message: string } };
    expect(wrong.error.code).toBe('validation_failed');
    expect(wrong.error.message).toContain('maxWidth');
    client.disconnect();
  });
});

describe('demand', () => {
  it('is the maximum over all viewers, and ends with the last one', async () => {
    const fake = await connectedCamera('demand');
    const [small, slow] = [await hub.client({ token }), await hub.client({ token })];
    await watch(small, fake.id, { maxWidth: 320, maxFps: 10 });
    await expect.poll(() => demanded(fake)).toEqual({ streaming: true, maxWidth: 320, maxFps: 10 });
    await watch(slow, fake.id, { maxWidth: 640, maxFps: 5 });
    await expect.poll(() => demanded(fake)).toEqual({ streaming: true, maxWidth: 640, maxFps: 10 });
    const full = await hub.client({ token });
    await watch(full, fake.id);
    await expect.poll(() => demanded(fake)).toEqual({ streaming: true });
    full.disconnect();
    await expect.poll(() => demanded(fake)).toEqual({ streaming: true, maxWidth: 640, maxFps: 10 });
    small.disconnect();
    slow.disconnect();
    await expect.poll(() => demanded(fake)).toEqual({ streaming: false });
  });

  it('is sent again to a camera that reconnects', async () => {
    const { fake, client, seqs } = await watchedCamera('returns');
    await fake.close();
    const again = await connectedCamera('returns');
    await expect.poll(() => demanded(again)?.streaming).toBe(true);
    await again.sendFrame();
    await expect.poll(() => seqs).toEqual([0]);
    client.disconnect();
  });
});

it('the installed Engine.IO accepts pre-encoded frames on WebSockets', async () => {
  await connectedCamera('engine');
  const client = await hub.client({ token });
  const engines = [...hub.hub.io.sockets.sockets.values()].map((socket) => socket.conn as never);
  expect(engines).toHaveLength(1);
  expect(takesPreEncodedFrames(engines[0]!)).toBe(true);
  client.disconnect();
});
