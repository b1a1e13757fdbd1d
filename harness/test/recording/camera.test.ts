/** A recording as a camera: the same frames in the same order. Timing is not tested, because the machine may be busy. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { framePayload, readFrameHeader } from '@eyepiece/shared-types';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { cameraCommand } from '../../src/eyepiece/camera/command.ts';
import { closeEnds, onClose } from '../proxy/ends.ts';
import { digest, frame, picture, recordFrames, run, temporaryFolder } from './session.ts';

afterEach(closeEnds);

interface Hub {
  readonly url: string;
  readonly hellos: { cameraId: string; fps: number; driver: string; capabilities: { sensor: object } }[];
  readonly frames: { seq: number; digest: string; width: number; exposureMs: number; capturedAtUs: number }[];
  readonly links: WebSocket[];
}

/** Speaks the link of a hub to cameras, and demands frames as soon as they have said hello. */
async function startHub(demand: object = { streaming: true }): Promise<Hub> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/ingest/v1' });
  const hub: Omit<Hub, 'url'> = { hellos: [], frames: [], links: [] };
  server.on('connection', (link, { headers }) => {
    if (headers.authorization !== 'Bearer camera-secret') {
      link.close(4001, 'the token is wrong');
      return;
    }
    hub.links.push(link);
    link.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        const header = readFrameHeader(data);
        const { seq, width, exposureMs, capturedAtUs } = header;
        hub.frames.push({ seq, digest: digest(framePayload(data, header)), width, exposureMs, capturedAtUs });
        return;
      }
      const { id, method, params } = JSON.parse(data.toString()) as { id?: string; method?: string; params: Hub['hellos'][0] };
      if (method !== 'hello') return;
      hub.hellos.push(params);
      link.send(JSON.stringify({ jsonrpc: '2.0', id, result: { hubTimeUs: 0, pingIntervalMs: 2000 } }));
      link.send(JSON.stringify({ jsonrpc: '2.0', method: 'demand', params: demand }));
    });
  });
  await once(server, 'listening');
  onClose(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...hub };
}

const runCamera = (hub: Hub, ...args: string[]) => run(cameraCommand, '--url', hub.url, '--token', 'camera-secret', ...args);

it('sends the frames of a recording, and ends with it', async () => {
  const file = join(temporaryFolder(), 'session.mcap');
  // Number 7 is missing in the recording, and stays missing.
  await recordFrames(file, 20, (index) => frame(index < 7 ? index : index + 1));
  const hub = await startHub();
  const camera = runCamera(hub, '--recording', file, '--id', 'film', '--speed', '10');
  expect(await camera.code).toBe(0);
  expect(camera.out.at(-1)).toBe('20 frames sent, 0 dropped');
  const seqs = Array.from({ length: 20 }, (_, index) => (index < 7 ? index : index + 1));
  await expect.poll(() => hub.frames.length).toBe(20);
  expect(hub.frames.map(({ seq }) => seq)).toEqual(seqs);
  expect(hub.frames.map((each) => each.digest)).toEqual(seqs.map((seq) => digest(picture(seq))));
  expect(hub.frames[0]).toMatchObject({ width: 64, exposureMs: 8 });
  const times = hub.frames.map(({ capturedAtUs }) => capturedAtUs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(hub.hellos[0]).toMatchObject({ cameraId: 'film', driver: 'recorded', capabilities: { sensor: { width: 64, height: 48 } } });
});

it('repeats a recording with increasing numbers', async () => {
  const file = join(temporaryFolder(), 'loop.mcap');
  await recordFrames(file, 3);
  const hub = await startHub();
  const camera = runCamera(hub, '--recording', file, '--speed', '20', '--loop');
  await expect.poll(() => hub.frames.length).toBeGreaterThan(8);
  camera.stop();
  expect(await camera.code).toBe(0);
  const frames = hub.frames.slice(0, 9);
  expect(frames.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(frames.map((each) => each.digest)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2].map((seq) => digest(picture(seq))));
});

it('sends a synthetic picture, and connects again when the link is lost', async () => {
  const hub = await startHub();
  const camera = runCamera(hub, '--fps', '50', '--size', '64x48', '--frame-size', '4kb');
  await expect.poll(() => hub.frames.length).toBeGreaterThan(2);
  hub.links[0]!.terminate();
  await expect.poll(() => hub.links.length).toBe(2);
  const before = hub.frames.length;
  await expect.poll(() => hub.frames.length).toBeGreaterThan(before);
  camera.stop();
  expect(await camera.code).toBe(0);
  expect(camera.errors[0]).toContain('synthetic: the link was closed: 1006; connecting again');
});

it('ends after the given time', async () => {
  const hub = await startHub({ streaming: false });
  const camera = runCamera(hub, '--size', '64x48', '--frame-size', '4kb', '--duration', '3s');
  expect(await camera.code).toBe(0);
  expect(camera.out[0]).toBe(`synthetic is connected to ${hub.url}`);
  expect(camera.out.at(-1)).toBe('0 frames sent, 0 dropped');
});

it('reports a hub that refuses or is unreachable', async () => {
  const hub = await startHub();
  const picture = ['--size', '64x48', '--frame-size', '4kb'];
  const refused = run(cameraCommand, '--url', hub.url, '--token', 'wrong', ...picture);
  expect(await refused.code).toBe(3);
  expect(refused.errors).toEqual(['synthetic: the link was closed: 4001 the token is wrong']);
  const nowhere = run(cameraCommand, '--url', 'http://127.0.0.1:1', '--token', 't', ...picture);
  expect(await nowhere.code).toBe(3);
  expect(nowhere.errors[0]).toContain('ECONNREFUSED');
});

it.each([
  [[], '--token or CAMERA_TOKEN is needed: the hub admits only cameras that have it'],
  [['--token', 't', '--id', 'A b'], '--id A b: a camera id is 1 to 64 of a-z, 0-9, - and _'],
  [['--token', 't', '--loop'], '--loop needs --recording'],
  [['--token', 't', '--recording', 'x', '--fps', '3'], '--fps is not for a recording, which has its own'],
  [['--token', 't', '--recording', '/no/file'], '/no/file: there is no such file or folder'],
  [['--token', 't', '--recording', 'x', '--speed', '0'], '--speed 0: a number from 0.01 to 100 is needed'],
  [['--token', 't', '--size', '64'], '--size 64: a size is needed, as in 1280x1024'],
  [['--token', 't', '--speeed', '2'], "Unknown option '--speeed' (Did you mean --speed?)"],
])('%j is refused', async (args, message) => {
  const { code, errors } = run(cameraCommand, ...args);
  expect(await code).toBe(2);
  expect(errors).toEqual([message]);
});

it('refuses a recording without frames', async () => {
  const file = join(temporaryFolder(), 'empty.mcap');
  await recordFrames(file, 0);
  const { code, errors } = run(cameraCommand, '--token', 't', '--recording', file);
  expect(await code).toBe(2);
  expect(errors).toEqual([`${file}: the recording has no frames`]);
});
