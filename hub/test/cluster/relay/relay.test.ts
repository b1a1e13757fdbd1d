/** Frames of a camera whose service has dialled another hub, over real sockets. */
import { once } from 'node:events';
import { encodeSampleFrame, FRAME_FLAG_SCALED, readFrameHeader } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { dial } from '../../../src/cluster/peers/dial.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import type { TestClient, TestHub } from '../../setup/start-hub.ts';
import { useTwoHubs } from '../start-hubs.ts';

const OFFER = { tiers: [{ tier: 'sharp' as const, bitsPerSecond: 3_000_000, maxWidth: 1280, maxFps: 30 }] };

const { cluster, one: home, other: edge } = useTwoHubs();
let camera: FakeCamera;
const cameraId = 'cam';

const hubId = ({ hub }: TestHub): string => hub.others?.peers.own.hubId ?? '';
const stateAt = ({ hub }: TestHub) => hub.registry.get(cameraId)?.state;

/** Waits until the hub has learnt where the camera lives. */
const follows = (at: TestHub, from: TestHub) =>
  vi.waitFor(() => expect(at.hub.registry.get(cameraId)?.link?.address).toBe(hubId(from)), { timeout: 60_000, interval: 50 });

beforeAll(async () => {
  camera = home.camera({ cameraId });
  camera.video = OFFER;
  await camera.connect();
  await follows(edge, home);
});

interface Watching {
  readonly client: TestClient;
  readonly seen: { readonly seq: number; readonly bytes: Buffer; readonly tier: string | undefined; readonly isFull: boolean }[];
}

async function watch(at: TestHub, options: object = {}): Promise<Watching> {
  const client = await at.client({ token: (await at.login()).access_token });
  onTestFinished(() => void client.disconnect());
  const seen: Watching['seen'] = [];
  client.on('frame', (id, frame) => {
    const bytes = Buffer.from(frame);
    const { seq, video, flags } = readFrameHeader(bytes);
    seen.push({ seq, bytes, tier: video?.tier, isFull: (flags & FRAME_FLAG_SCALED) === 0 });
    client.emit('frame:ack', id, seq);
  });
  expect(await client.emitWithAck('watch', { cameraId, ...options })).toMatchObject({ ok: true });
  return { client, seen };
}

/** Sends frames until the viewer has got one. @returns its number */
async function untilShown({ seen }: Watching): Promise<number> {
  const before = seen.length;
  await expect
    .poll(async () => {
      await camera.sendFrame();
      return seen.length;
    })
    .toBeGreaterThan(before);
  return seen.at(-1)?.seq ?? -1;
}

const demanded = () => camera.demands.at(-1);
const stopped = () => expect.poll(() => demanded()?.streaming).toBe(false);

describe('an edge hub', () => {
  it('takes one copy of each frame for all its viewers, as the camera sent it', async () => {
    const viewers = await Promise.all([watch(edge), watch(edge), watch(edge)]);
    const direct = await watch(home);
    const both = () => {
      const full = new Map(direct.seen.filter(({ isFull }) => isFull).map(({ seq, bytes }) => [seq, bytes]));
      return viewers.map(({ seen }) => seen.filter(({ seq, isFull }) => isFull && full.has(seq)));
    };
    await expect
      .poll(async () => {
        await camera.sendFrame();
        return both().every((frames) => frames.length > 0);
      })
      .toBe(true);
    expect(stateAt(home)?.viewers).toBe(2);
    const byNumber = new Map(direct.seen.filter(({ isFull }) => isFull).map(({ seq, bytes }) => [seq, bytes]));
    for (const { seq, bytes } of both().flat()) expect(bytes.equals(byNumber.get(seq) ?? Buffer.alloc(0))).toBe(true);
  });

  it('starts the camera for its first viewer, and stops it after its last', async () => {
    await stopped();
    const first = await watch(edge);
    await expect.poll(() => demanded()?.streaming).toBe(true);
    await untilShown(first);
    first.client.disconnect();
    await stopped();
    await expect.poll(() => stateAt(home)?.viewers).toBe(0);
  });

  it('asks for the size and rate that all its viewers together want', async () => {
    await watch(edge, { maxWidth: 320, maxFps: 5 });
    await expect.poll(demanded).toMatchObject({ streaming: true, maxWidth: 320, maxFps: 5 });
    await watch(edge, { maxWidth: 640, maxFps: 2 });
    await expect.poll(demanded).toMatchObject({ streaming: true, maxWidth: 640, maxFps: 5 });
  });

  it('has snapshots and feeds of the camera', async () => {
    const token = (await edge.login()).access_token;
    const wall = await watch(edge);
    await untilShown(wall);
    const frames = setInterval(() => void camera.sendFrame(), 20);
    onTestFinished(() => clearInterval(frames));
    const response = await edge.api(`/cameras/${cameraId}/snapshot.jpg`, { token });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const leaving = new AbortController();
    const feed = await edge.api(`/cameras/${cameraId}/feed`, { token, signal: leaving.signal });
    const reader = feed.body?.getReader();
    const part = (await reader?.read()) as { value?: Uint8Array } | undefined;
    expect(part?.value?.length).toBeGreaterThan(0);
    leaving.abort();
  });

  it('measures the age of frames with the clocks of both hubs', async () => {
    const viewer = await watch(edge);
    await untilShown(viewer);
    const [there, here] = [home.hub.registry.get(cameraId), edge.hub.registry.get(cameraId)];
    // All run on this computer, whose clock the fake camera rounds to milliseconds.
    await expect.poll(() => Math.abs((here?.clockOffsetUs ?? 1e9) - (there?.clockOffsetUs ?? 0))).toBeLessThan(100_000);
    expect(stateAt(edge)?.clockOffsetUs).toBe(here?.clockOffsetUs);
  });

  it('passes on tiers of video and requests for key frames', async () => {
    const viewer = await watch(edge, { video: ['h264'], prefer: 'economical' });
    await expect
      .poll(async () => {
        await camera.sendFrame();
        return demanded()?.video;
      })
      .toEqual(['sharp']);
    await expect
      .poll(async () => {
        await camera.sendFrame();
        camera.sendVideo('sharp');
        return viewer.seen.some(({ tier }) => tier === 'sharp');
      })
      .toBe(true);
    const asked = camera.keyRequests.length;
    // Depends on a frame that no viewer has.
    await camera.sendFrame();
    camera.sendVideo('sharp', { dependsOn: 4_000_000 });
    await expect
      .poll(async () => {
        await camera.sendFrame();
        return camera.keyRequests.length;
      })
      .toBeGreaterThan(asked);
  });

  it('passes on samples for the viewers that want them, and for them alone', async () => {
    const offer = { bits: 12, channels: 1, frameBytes: 4000, maxFps: 15 } as const;
    camera.sendState({ samples: offer });
    await expect.poll(() => stateAt(edge)?.samples).toEqual(offer);
    const [asking, stock] = [await watch(edge, { samples: true, maxFps: 12 }), await watch(edge)];
    const samplesOf = ({ seen }: Watching) => seen.filter(({ bytes }) => readFrameHeader(bytes).samples !== undefined);
    let message = Buffer.alloc(0);
    await expect
      .poll(async () => {
        const fields = { seq: await camera.sendFrame(), flags: 0, capturedAtUs: 0, width: 64, height: 48, exposureMs: 8, gainDb: 0 };
        message = Buffer.from(encodeSampleFrame(fields, { bits: 12, channels: 1 }, new Uint8Array(4000)));
        if (demanded()?.samples) camera.socket.send(message);
        return samplesOf(asking).length;
      })
      .toBeGreaterThan(0);
    expect(samplesOf(asking)[0]?.bytes.subarray(40).equals(message.subarray(40))).toBe(true);
    expect(demanded()).toEqual({ streaming: true, samples: { maxFps: 12 } });
    expect(samplesOf(stock)).toEqual([]);
    asking.client.disconnect();
    await expect.poll(() => demanded()?.samples).toBeUndefined();
    camera.sendState();
  });

  it('that takes nothing costs the other viewers of the home nothing, and no memory', async () => {
    const own = { hubId: 'stuck', build: 'test', token: edge.hub.others?.peers.own.token ?? '' };
    const stuck = dial(own, { hubId: hubId(home), url: home.url }, '');
    onTestFinished(() => void stuck.disconnect());
    let got = 0;
    stuck.on('frame', () => (got += 1));
    stuck.connect();
    await once(stuck as unknown as NodeJS.EventEmitter, 'connect');
    expect(await stuck.emitWithAck('watch', { cameraId })).toMatchObject({ ok: true });
    const viewer = await watch(home);
    for (let count = 0; count < 60; count += 1) await untilShown(viewer);
    expect(viewer.seen.length).toBeGreaterThanOrEqual(60);
    expect(got).toBeLessThanOrEqual(2);
  });

  it('does not pass on the frames of another hub', async () => {
    const own = { hubId: 'third', build: 'test', token: edge.hub.others?.peers.own.token ?? '' };
    const third = dial(own, { hubId: hubId(edge), url: edge.url }, '');
    onTestFinished(() => void third.disconnect());
    third.connect();
    await once(third as unknown as NodeJS.EventEmitter, 'connect');
    expect(await third.emitWithAck('watch', { cameraId })).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: 'Camera cam lives at another hub' },
    });
    expect(await third.emitWithAck('watch', { cameraId: 'unknown' })).toMatchObject({ error: { code: 'camera_not_found' } });
    expect(await third.emitWithAck('watch', { cameraId, maxFps: -1 })).toMatchObject({ error: { code: 'validation_failed' } });
  });
});

describe('when the connection to the home is lost', () => {
  it('frames come again by themselves', async () => {
    const viewer = await watch(edge);
    await untilShown(viewer);
    home.hub.others?.peers.server.io.of('/').disconnectSockets(true);
    await expect.poll(() => stateAt(edge)).toMatchObject({ status: 'stalled', fault: { code: 'home_unreachable' } });
    await expect.poll(() => stateAt(edge)?.fault).toBeUndefined();
    await untilShown(viewer);
  });

  it('viewers stay, and see the camera at its next home', async () => {
    const viewer = await watch(edge);
    await untilShown(viewer);
    const next = await cluster.add();
    await home.hub.close();
    await expect
      .poll(() => stateAt(edge))
      .toMatchObject({ status: 'stalled', fault: { message: expect.stringContaining('Reconnecting') as string } });
    camera = next.camera({ cameraId });
    await camera.connect();
    await follows(edge, next);
    await untilShown(viewer);
    expect(stateAt(edge)?.fault).toBeUndefined();
  });
});
