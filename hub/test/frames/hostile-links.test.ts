/** Camera services with a valid token that send more than a camera can. */
import { once } from 'node:events';
import { encodeFrame, LINK_CLOSE } from '@eyepiece/shared-types';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { useHub } from '../setup/use-hub.ts';

const MB = 1024 * 1024;
/** Nothing is refilled during a test, however long it takes. */
const once60 = { perSecond: 1e-6, burst: 60 };
const plenty = { perSecond: 1e-6, burst: 2 * MB };
const links = {
  ...DEFAULT_LIMITS.links,
  maxCameras: 4,
  openings: { perSecond: 1e-6, burst: 100 },
  floodCost: 1,
  rates: { frames: once60, frameBytes: plenty, texts: once60, textBytes: plenty },
  maxUnfinishedBytes: 4 * MB,
};
const hub = useHub({}, { limits: { ...DEFAULT_LIMITS, links } });
const cameras: FakeCamera[] = [];

afterEach(async () => {
  for (const camera of cameras.splice(0)) await camera.close();
});

async function connected(cameraId: string): Promise<FakeCamera> {
  const camera = hub.camera({ cameraId });
  cameras.push(camera);
  await camera.connect();
  return camera;
}

async function endOf({ socket }: FakeCamera): Promise<[number, string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, reason.toString()];
}

const fields = { seq: 0, flags: 0, capturedAtUs: 0, width: 64, height: 48, exposureMs: 1, gainDb: 0 };
const times = (count: number, act: () => void): void => {
  for (let done = 0; done < count; done += 1) act();
};

it.each<[string, (camera: FakeCamera) => void, string]>([
  ['frames', ({ socket }) => times(61, () => socket.send(encodeFrame(fields, Buffer.from('x')))), 'frames a second'],
  ['bytes of frames', ({ socket }) => times(3, () => socket.send(encodeFrame(fields, Buffer.alloc(MB)))), 'bytes of frames a second'],
  ['states', (camera) => times(61, () => camera.sendState()), 'text messages a second'],
  ['bytes of text', ({ socket }) => times(5, () => socket.send(JSON.stringify('x'.repeat(MB - 10)))), 'bytes of text messages a second'],
])('too many %s end the link with the limit, and no other link', async (_what, send, limit) => {
  const [calm, wild] = [await connected('calm'), await connected('wild')];
  const ended = endOf(wild);
  send(wild);
  const [code, reason] = await ended;
  expect(code).toBe(LINK_CLOSE.tooMuch);
  expect(reason).toContain(limit);
  await expect.poll(() => hub.hub.registry.get('wild')?.state.status).toBe('offline');
  expect(calm.socket.readyState).toBe(WebSocket.OPEN);
  expect(hub.hub.registry.get('calm')?.state.status).not.toBe('offline');
});

it('a message that never ends closes its link before it fills the memory', async () => {
  const camera = await connected('endless');
  const ended = endOf(camera);
  times(6, () => camera.socket.send(Buffer.alloc(MB), { fin: false }));
  const [code, reason] = await ended;
  expect(code).toBe(LINK_CLOSE.tooMuch);
  expect(reason).toContain(`${4 * MB} bytes`);
});

it('a large message before hello closes its link', async () => {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/ingest/v1`, { headers: { authorization: `Bearer ${hub.cameraToken}` } });
  await once(socket, 'open');
  const ended = once(socket, 'close') as Promise<[number, Buffer]>;
  times(3, () => socket.send(Buffer.alloc(MB), { fin: false }));
  const [code, reason] = await ended;
  expect([code, reason.toString()]).toEqual([LINK_CLOSE.tooMuch, 'say hello first']);
});

it('services with ever new ids are refused when the list is full, and known ones are not', async () => {
  const others = ['wild', 'third', 'fourth'];
  for (const id of others) await connected(id).catch(() => undefined);
  await expect(connected('one-too-many')).rejects.toThrow('the hub lists 4 cameras and accepts no more: remove one');
  expect(hub.hub.registry.all).toHaveLength(4);
  await connected('calm');
});

it('an address that opens links all the time is refused with a time to wait', async () => {
  const statuses = new Set<string>();
  for (let count = 0; count < 101; count += 1) {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/ingest/v1`, { headers: { authorization: `Bearer ${hub.cameraToken}` } });
    const [error] = (await Promise.race([once(socket, 'open').then(() => []), once(socket, 'error')])) as [Error?];
    statuses.add(error?.message ?? 'open');
    if (error) break;
    const closed = once(socket, 'close');
    socket.terminate();
    await closed;
  }
  expect([...statuses]).toEqual(['open', 'Unexpected server response: 503']);
});
