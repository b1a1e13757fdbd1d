/** Raw viewers and a synthetic camera against a real hub. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import sharp from 'sharp';
import { nowUs } from '../../src/timing/clock.ts';
import type { FrameHead } from '../../src/protocols/eyepiece/frame-head.ts';
import { RawViewer } from '../../src/protocols/eyepiece/raw-viewer.ts';
import { SyntheticCamera, type SyntheticCameraOptions } from '../../src/eyepiece/camera/synthetic-camera.ts';
import { signIn } from '../../src/crowd/hub-account.ts';
import { testPicture } from '../../src/eyepiece/camera/test-picture.ts';
import { ADMIN, type HubProcess } from '../../src/system/processes/hub-process.ts';
import { startHub } from './hub-process.ts';

const FRAME_BYTES = 12_000;
let hub: HubProcess;
let token: string;
let cameras = 0;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  hub = await startHub();
  token = await signIn(hub.url, ADMIN);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => hub.close());

async function startCamera(options: Partial<SyntheticCameraOptions> = {}): Promise<SyntheticCamera & { id: string }> {
  const id = `synthetic-${cameras++}`;
  const size = { width: 320, height: 240, frameBytes: FRAME_BYTES };
  const camera = await SyntheticCamera.connect({ hubUrl: hub.url, token: hub.cameraToken, cameraId: id, fps: 50, ...size, ...options });
  closers.push(() => camera.close());
  return Object.assign(camera, { id });
}

async function startViewer(): Promise<{ viewer: RawViewer; frames: (FrameHead & { bytes: number; atUs: number })[] }> {
  const frames: (FrameHead & { bytes: number; atUs: number })[] = [];
  const onFrame = (frame: FrameHead, bytes: number): void => void frames.push({ ...frame, bytes, atUs: nowUs() });
  const viewer = await RawViewer.connect({ url: hub.url, token, onFrame });
  closers.push(() => viewer.close());
  return { viewer, frames };
}

it('receives every frame of the camera complete, in order and fresh', async () => {
  const camera = await startCamera();
  const { viewer, frames } = await startViewer();
  const state = await viewer.watch({ cameraId: camera.id });
  expect(state).toMatchObject({ id: camera.id, driver: 'synthetic' });
  await expect.poll(() => frames.length).toBeGreaterThan(40);
  const seqs = frames.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect(new Set(seqs).size).toBe(seqs.length);
  for (const { bytes, width, scaled, capturedAtUs, atUs } of frames) {
    expect({ bytes, width, scaled }).toEqual({ bytes: FRAME_BYTES + 40, width: 320, scaled: false });
    expect(atUs - capturedAtUs).toBeGreaterThan(0);
    expect(atUs - capturedAtUs).toBeLessThan(60_000_000);
  }
});

it('acknowledges frames; a viewer that stops gets no more frames, and recovers', async () => {
  const camera = await startCamera();
  const { viewer, frames } = await startViewer();
  await viewer.watch({ cameraId: camera.id });
  // Without acknowledgements the hub's window would stop it after two.
  await expect.poll(() => frames.length).toBeGreaterThan(30);
  viewer.stall();
  const sentBefore = camera.sent;
  await expect.poll(() => camera.sent - sentBefore).toBeGreaterThan(60);
  const seenBefore = frames.length;
  const newestMissed = camera.sent - 1;
  viewer.resume();
  await expect.poll(() => frames.length - seenBefore).toBeGreaterThan(30);
  const seqs = frames.map(({ seq }) => seq);
  const missed = seqs.reduce((sum, seq, index) => sum + (index === 0 ? 0 : seq - (seqs[index - 1] ?? 0) - 1), 0);
  expect(missed).toBeGreaterThan(30);
  expect(seqs.at(-1)).toBeGreaterThan(newestMissed);
});

it('acknowledges less often when the hub asks for it', async () => {
  // Few frames per second: the hub asks only while none of them waits, also on a busy machine.
  const camera = await startCamera({ fps: 10 });
  const { viewer, frames } = await startViewer();
  await viewer.watch({ cameraId: camera.id });
  await expect.poll(() => viewer.flow?.ackEvery).toBeGreaterThan(1);
  const before = frames.length;
  await expect.poll(() => frames.length - before).toBeGreaterThan(20);
  expect(camera.dropped).toBe(0);
});

it('gets a smaller rendition of the picture on request', async () => {
  const camera = await startCamera();
  const { viewer, frames } = await startViewer();
  await viewer.watch({ cameraId: camera.id, maxWidth: 100 });
  await expect.poll(() => frames.length).toBeGreaterThan(3);
  expect(frames[0]).toMatchObject({ width: 80, scaled: true });
});

it('has a camera that sends only while it is watched, at most at the requested rate', async () => {
  const camera = await startCamera();
  expect(camera.demand.streaming).toBe(false);
  const { viewer, frames } = await startViewer();
  await viewer.watch({ cameraId: camera.id, maxFps: 10 });
  await expect.poll(() => frames.length).toBeGreaterThan(2);
  expect(camera.demand).toMatchObject({ streaming: true, maxFps: 10 });
  const [sentBefore, beforeMs] = [camera.sent, performance.now()];
  await expect.poll(() => camera.sent - sentBefore).toBeGreaterThan(20);
  // Two more when the first one was late.
  expect(camera.sent - sentBefore).toBeLessThanOrEqual((performance.now() - beforeMs) / 100 + 2);
  viewer.close();
  await expect.poll(() => camera.demand.streaming).toBe(false);
  const sent = camera.sent;
  await delay(100);
  expect(camera.sent).toBe(sent);
});

it('measures the offset of the hub’s clock', async () => {
  const { viewer } = await startViewer();
  expect(Math.abs(await viewer.clockOffsetUs())).toBeLessThan(1_000_000);
});

it('reports why it was refused', async () => {
  const options = { url: hub.url, onFrame: () => undefined };
  await expect(RawViewer.connect({ ...options, token: 'nonsense' })).rejects.toThrow(/the hub refused: .+ \(\w+\)/);
  const { viewer } = await startViewer();
  await expect(viewer.watch({ cameraId: 'nowhere' })).rejects.toThrow('camera_not_found');
  await expect(RawViewer.connect({ ...options, token, url: 'http://127.0.0.1:1' })).rejects.toThrow('ECONNREFUSED');
});

it('reports a lost connection', async () => {
  const { viewer } = await startViewer();
  const lost = new Promise<string>((resolve) => viewer.once('lost', resolve));
  const stopped = hub.stop();
  expect(await lost).toMatch(/disconnected|closed|ended|lost/);
  await stopped;
  await hub.restart();
});

it('is refused as a camera without the token', async () => {
  await expect(startCamera({ token: 'wrong' })).rejects.toThrow('401');
});

it('makes decodable pictures of exactly the requested size', async () => {
  for (const bytes of [9000, 9001, 9002, 9003, 150_000]) {
    const picture = await testPicture({ width: 320, height: 240, bytes });
    expect(picture.length).toBe(bytes);
    expect((await sharp(picture, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true })).info).toMatchObject({
      width: 320,
      height: 240,
    });
  }
  await expect(testPicture({ width: 320, height: 240, bytes: 100 })).rejects.toThrow(/at least \d+ bytes, not 100/);
});
