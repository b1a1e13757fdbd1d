/** Video over real sockets, with a camera service that sends what the test says. */
import { FRAME_KIND_JPEG, FRAME_KIND_VIDEO, readFrameHeader, type Flow, type ViewerReport, type VideoTier } from '@eyepiece/shared-types';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { createLinkTo, enterByLink } from '../sockets/guest-link.ts';
import { useHub } from '../setup/use-hub.ts';

const RESETS = { perSecond: 0.001, burst: 3 };
const hub = useHub({}, { limits: { ...DEFAULT_LIMITS, sockets: { ...DEFAULT_LIMITS.sockets, videoResets: RESETS } } });
const OFFER = { tiers: [{ tier: 'sharp' as const, bitsPerSecond: 3_000_000, maxWidth: 1280, maxFps: 30 }] };
const ECONOMICAL = { video: ['h264'], prefer: 'economical' } as const;

let token: string;
let camera: FakeCamera;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});
afterEach(() => camera.close());

async function connectedCamera(cameraId: string): Promise<void> {
  camera = hub.camera({ cameraId });
  camera.video = OFFER;
  await camera.connect();
}

interface Seen {
  readonly kind: number;
  readonly seq: number;
  readonly key: boolean | undefined;
}

/** Collects and acknowledges the frames of a client. */
function frames(client: TestClient): Seen[] {
  const seen: Seen[] = [];
  client.on('frame', (id, frame) => {
    const { kind, seq, video } = readFrameHeader(new Uint8Array(frame));
    seen.push({ kind, seq, key: video?.key });
    client.emit('frame:ack', id, seq);
  });
  return seen;
}

async function viewer(
  options: object = {},
  auth: { token: string } = { token },
): Promise<{ client: TestClient; seen: Seen[]; flows: Flow[] }> {
  const client = await hub.client(auth);
  const seen = frames(client);
  const flows: Flow[] = [];
  client.on('flow', (flow) => flows.push(flow));
  const reply = await client.emitWithAck('watch', { cameraId: camera.id, ...options });
  if (!reply.ok) throw new Error(reply.error.message);
  return { client, seen, flows };
}

const video = (seen: readonly Seen[]) => seen.filter(({ kind }) => kind === FRAME_KIND_VIDEO);
const demanded = (): VideoTier[] | undefined => camera.demands.at(-1)?.video;

/** JPEGs until the hub has measured the link of a viewer that prefers video. */
async function untilDemanded(): Promise<void> {
  await expect
    .poll(async () => {
      await camera.sendFrame();
      return demanded();
    })
    .toEqual(['sharp']);
}

/** A moment later than all before, as JPEG and as video. @returns its sequence number */
async function moment(dependsOn?: number): Promise<number> {
  await camera.sendFrame();
  return camera.sendVideo('sharp', dependsOn === undefined ? {} : { dependsOn });
}

/** Key frames, as an encoder sends them on request, until the viewer has got the last one. @returns its sequence number */
async function untilKey(seen: readonly Seen[]): Promise<number> {
  let sent = -1;
  let polls = 0;
  await expect
    .poll(async () => {
      const hasArrived = video(seen).at(-1)?.seq === sent;
      // Each one has time to arrive before the next one is sent.
      if (!hasArrived && polls++ % 4 === 0) sent = await moment();
      return hasArrived;
    })
    .toBe(true);
  return sent;
}

describe('a client that asks for video', () => {
  it('gets a key frame, then the frames that depend on it, while others get JPEG', async () => {
    await connectedCamera('pair');
    const [asking, stock] = [await viewer(ECONOMICAL), await viewer()];
    await untilDemanded();
    expect(hub.hub.registry.get('pair')?.state.video).toEqual(['sharp']);
    const key = await untilKey(asking.seen);
    expect(video(asking.seen)[0]).toMatchObject({ seq: key, key: true });
    const next = await moment(key);
    await expect.poll(() => asking.seen.at(-1)).toEqual({ kind: FRAME_KIND_VIDEO, seq: next, key: false });
    await expect.poll(() => stock.seen.at(-1)).toEqual({ kind: FRAME_KIND_JPEG, seq: next, key: undefined });
    expect(video(stock.seen)).toEqual([]);
    await expect.poll(() => asking.flows.at(-1)).toMatchObject({ video: 'sharp' });
    const { viewers } = (await (await hub.api('/viewers', { token })).json()) as { viewers: ViewerReport[] };
    expect(
      viewers
        .filter(({ cameraId }) => cameraId === 'pair')
        .map(({ rendition }) => rendition)
        .sort(),
    ).toEqual(['full', 'sharp']);
    const metrics = await (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(metrics).toContain('eyepiece_viewers{camera="pair",rendition="sharp"} 1');
    expect(metrics).toMatch(/eyepiece_frames_sent_total\{camera="pair",rendition="sharp"\} [1-9]/);
    expect(metrics).toMatch(/eyepiece_video_frames_received_total\{camera="pair",tier="sharp"\} [1-9]/);
    asking.client.disconnect();
    await expect.poll(() => camera.demands.at(-1)).toEqual({ streaming: true });
    stock.client.disconnect();
  });

  it('gets no frame whose reference is missing, and the hub asks for a key frame', async () => {
    await connectedCamera('gap');
    const { client, seen } = await viewer(ECONOMICAL);
    await untilDemanded();
    const key = await untilKey(seen);
    const count = video(seen).length;
    const missing = key + 1;
    await camera.sendFrame(); // its video is lost
    const after = await moment(missing);
    await expect.poll(() => camera.keyRequests.length).toBeGreaterThan(0);
    expect(camera.keyRequests.every((tier) => tier === 'sharp')).toBe(true);
    expect(video(seen)).toHaveLength(count);
    const again = await untilKey(seen);
    expect(again).toBeGreaterThan(after);
    expect(video(seen)[count]).toMatchObject({ key: true });
    client.disconnect();
  });

  it('gets a key frame after it reset its decoder, but not without end', async () => {
    await connectedCamera('reset');
    const { client, seen } = await viewer(ECONOMICAL);
    await untilDemanded();
    const key = await untilKey(seen);
    expect(await client.emitWithAck('video:reset', { cameraId: 'reset' })).toEqual({ ok: true });
    const count = video(seen).length;
    await moment(key);
    await expect.poll(() => camera.keyRequests.length).toBeGreaterThan(0);
    await untilKey(seen);
    expect(video(seen)[count]).toMatchObject({ key: true });
    for (let sent = 1; sent < RESETS.burst; sent += 1) await client.emitWithAck('video:reset', { cameraId: 'reset' });
    expect(await client.emitWithAck('video:reset', { cameraId: 'reset' })).toMatchObject({
      ok: false,
      error: { code: 'rate_limited', message: expect.stringContaining('video:reset') as string },
    });
    client.disconnect();
  });

  it('may be a guest', async () => {
    await connectedCamera('shared');
    const { secret } = await createLinkTo({ hub, token }, { kind: 'live', cameraId: 'shared' });
    const guest = await enterByLink(hub, secret, 'Gil');
    const { client, seen } = await viewer(ECONOMICAL, { token: guest.access_token });
    await untilDemanded();
    await untilKey(seen);
    expect(await client.emitWithAck('video:reset', { cameraId: 'shared' })).toEqual({ ok: true });
    client.disconnect();
  });
});

describe('a request for video', () => {
  it.each([
    ['without acknowledgements', { flow: 'none', video: ['h264'] }, /video.*flow 'ack'/],
    ['in an unknown codec', { video: ['av1'] }, /video.*h264/],
    ['in no codec', { video: [] }, /video/],
    ['in two codecs', { video: ['h264', 'h264'] }, /video/],
    ['with an unknown preference', { video: ['h264'], prefer: 'sharp' }, /prefer.*economical/],
  ])('%s is refused with the field', async (_case, request, message) => {
    await connectedCamera('refused');
    const client = await hub.client({ token });
    const reply = await client.emitWithAck('watch', { cameraId: 'refused', ...request } as never);
    expect(reply).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
    expect(JSON.stringify(reply)).toMatch(message);
    client.disconnect();
  });
});

it('a camera service that withdraws its video leaves its viewers JPEG', async () => {
  await connectedCamera('withdrawn');
  const { client, seen } = await viewer(ECONOMICAL);
  await untilDemanded();
  await untilKey(seen);
  camera.sendState({ video: { tiers: [], failed: [{ tier: 'sharp', reason: 'no memory' }] } });
  await expect.poll(() => hub.hub.registry.get('withdrawn')?.state).not.toHaveProperty('video');
  await expect.poll(demanded).toBeUndefined();
  const seq = await camera.sendFrame();
  await expect.poll(() => seen.at(-1)).toMatchObject({ kind: FRAME_KIND_JPEG, seq });
  client.disconnect();
});
