/** Video from the real camera service to stock Socket.IO clients, decoded by the camera service's own library. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { venvPython } from '@eyepiece/host/python/environment';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import { framePayload, FRAME_KIND_JPEG, readFrameHeader, type Flow, type FrameHeader } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startHub, type TestClient, type TestHub } from '../setup/start-hub.ts';

/** Generous because test machines are shared; passing tests do not wait for it. */
const SOON = { timeout: 60_000 };
const WHOLE = { timeout: 300_000 };
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DECODE = `
import sys, av
decoder = av.CodecContext.create("h264", "r")
units = open(sys.argv[1], "rb").read()
pictures = [p for packet in decoder.parse(units) + decoder.parse(None) for p in decoder.decode(packet)] + decoder.decode(None)
print(len(pictures), pictures[0].width, pictures[0].height, any(p.is_corrupt for p in pictures))
`;

let hub: TestHub;
let camera: ServiceProcess;
let token: string;

beforeAll(async () => {
  hub = await startHub();
  token = (await hub.login()).access_token;
  camera = await ServiceProcess.start(
    cameraCommand({ HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID: 'cam', CAMERA_DATA_DIR: join(hub.dataDir, 'camera') }),
  );
  await vi.waitFor(() => expect(state()?.video).toEqual(['sharp', 'lean', 'thin']), SOON);
}, 300_000);
afterAll(async () => {
  await camera.stop();
  await hub.close();
});

const state = () => hub.hub.registry.get('cam')?.state;
const demand = () => hub.hub.registry.get('cam')?.demand;

interface Watcher {
  readonly client: TestClient;
  readonly frames: { readonly header: FrameHeader; readonly payload: Uint8Array }[];
  flow: Flow | undefined;
}

async function watch(options: object): Promise<Watcher> {
  const client = await hub.client({ token });
  const watcher: Watcher = { client, frames: [], flow: undefined };
  client.on('frame', (id, message) => {
    const bytes = new Uint8Array(message);
    const header = readFrameHeader(bytes);
    watcher.frames.push({ header, payload: framePayload(bytes, header) });
    client.emit('frame:ack', id, header.seq);
  });
  client.on('flow', (flow) => (watcher.flow = flow));
  const reply = await client.emitWithAck('watch', { cameraId: 'cam', ...options });
  if (!reply.ok) throw new Error(reply.error.message);
  return watcher;
}

const videoOf = ({ frames }: Watcher) => frames.filter(({ header }) => header.video);

/** Follows every chain in what a viewer got. */
function expectChained(watcher: Watcher): void {
  let before: FrameHeader | undefined;
  for (const { header } of videoOf(watcher)) {
    if (header.video?.key !== true) expect([before?.seq, before?.video?.tier]).toEqual([header.video?.dependsOn, header.video?.tier]);
    before = header;
  }
}

async function decoded(units: readonly Uint8Array[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-video-'));
  try {
    const file = join(folder, 'units.h264');
    await writeFile(file, Buffer.concat(units));
    return (await promisify(execFile)(venvPython(ROOT), ['-c', DECODE, file])).stdout.trim();
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('a client that asks gets decodable video from a key frame on; another gets only JPEG', WHOLE, async () => {
  const [asking, stock] = await Promise.all([watch({ video: ['h264'], prefer: 'economical' }), watch({})]);
  await vi.waitFor(() => expect(videoOf(asking).length).toBeGreaterThan(20), SOON);
  expect(videoOf(asking)[0]?.header.video?.key).toBe(true);
  await vi.waitFor(() => expect(asking.flow?.video).toBeDefined(), SOON);
  const before = videoOf(asking).length;
  expect(await asking.client.emitWithAck('video:reset', { cameraId: 'cam' })).toEqual({ ok: true });
  await vi.waitFor(() => expect(videoOf(asking).length).toBeGreaterThan(before + 5), SOON);
  const later = videoOf(asking).slice(before);
  // Frames that were on their way at the reset came before its reply.
  const key = later.findIndex(({ header }) => header.video?.key);
  expect(key).toBeGreaterThanOrEqual(0);
  expectChained(asking);
  const { width, height } = later[key]!.header;
  const units = later.slice(key).filter(({ header }) => header.width === width);
  const [pictures, ...facts] = (await decoded(units.map(({ payload }) => payload))).split(' ');
  expect(Number(pictures)).toBe(units.length);
  // Both sides are coded as even numbers.
  expect(facts).toEqual([String(width + (width % 2)), String(height + (height % 2)), 'False']);
  expect(stock.frames.length).toBeGreaterThan(0);
  expect(stock.frames.every(({ header }) => header.kind === FRAME_KIND_JPEG)).toBe(true);
  asking.client.disconnect();
  await vi.waitFor(() => expect(demand()).toEqual({ streaming: true }), SOON);
  stock.client.disconnect();
});

it('the encoder stops with its last viewer, and starts for the next', WHOLE, async () => {
  const [first, second] = [await watch({ video: ['h264'], prefer: 'economical' }), await watch({ video: ['h264'], prefer: 'economical' })];
  await vi.waitFor(() => expect([first, second].every((each) => videoOf(each).length > 5)).toBe(true), SOON);
  first.client.disconnect();
  const seen = videoOf(second).length;
  await vi.waitFor(() => expect(videoOf(second).length).toBeGreaterThan(seen + 5), SOON);
  second.client.disconnect();
  await vi.waitFor(() => expect(demand()?.video).toBeUndefined(), SOON);
  const received = async () => {
    const metrics = await (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    const counts = [...metrics.matchAll(/^eyepiece_video_frames_received_total\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
    expect(counts).toHaveLength(3);
    return counts.reduce((sum, count) => sum + count, 0);
  };
  // The camera encodes nothing while every viewer gets JPEG.
  const stock = await watch({});
  await vi.waitFor(() => expect(stock.frames.length).toBeGreaterThan(3), SOON);
  const ended = await received();
  await vi.waitFor(() => expect(stock.frames.length).toBeGreaterThan(15), SOON);
  expect(await received()).toBe(ended);
  expect(hub.hub.registry.get('cam')?.link?.badFrames).toBe(0);
  const third = await watch({ video: ['h264'], prefer: 'economical' });
  await vi.waitFor(() => expect(videoOf(third).length).toBeGreaterThan(5), SOON);
  expectChained(third);
  for (const { client } of [stock, third]) client.disconnect();
});
