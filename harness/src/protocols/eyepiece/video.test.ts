/** Viewers that ask for video, at a server that sends what the test says. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { encodeFrame, encodeVideoFrame, type VideoTier } from '@eyepiece/shared-types';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Connection } from '../protocol.ts';
import { dialHub } from './eyepiece.ts';

const servers: WebSocketServer[] = [];
const viewers: Connection[] = [];
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

/** Admits one viewer and answers `watch`. */
async function scriptedHub() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  const events: unknown[][] = [];
  let viewer: WebSocket | undefined;
  server.on('connection', (socket) => {
    viewer = socket;
    socket.send('0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith('40')) socket.send('40{"sid":"b"}');
      if (!text.startsWith('42')) return;
      const [name, ...args] = JSON.parse(text.slice(text.indexOf('['))) as [string, ...unknown[]];
      events.push([name, ...args]);
      const flow = { cameraId: 'stage', ackEvery: 1, window: 8, width: 0, dropped: 0 };
      if (name === 'watch')
        socket.send(`43${text.slice(2, text.indexOf('['))}${JSON.stringify([{ ok: true, flow, camera: { clockOffsetUs: 0 } }])}`);
    });
  });
  await once(server, 'listening');
  const send = (message: Uint8Array): void => {
    viewer?.send('451-["frame","stage",{"_placeholder":true,"num":0}]');
    viewer?.send(message);
  };
  const fields = (seq: number) => ({ seq, flags: 0, capturedAtUs: seq * 1000, width: 320, height: 256, exposureMs: 8, gainDb: 0 });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    jpeg: (seq: number) => send(encodeFrame(fields(seq), new Uint8Array(100))),
    video: (seq: number, dependsOn: number, tier: VideoTier = 'lean') =>
      send(encodeVideoFrame(fields(seq), { codec: 'h264', tier, key: seq === dependsOn, dependsOn }, new Uint8Array(50))),
  };
}

async function view(url: string, video?: 'h264') {
  const frames: [number | null, string | undefined][] = [];
  const faults: [string, string][] = [];
  const viewer = await dialHub({ url, token: 't', cameraId: 'stage', video })({
    frame: ({ seq, picture }) => frames.push([seq, picture]),
    fault: (code, reason) => faults.push([code, reason]),
    message: () => undefined,
    lost: () => undefined,
  });
  viewers.push(viewer);
  return { frames, faults };
}

it('asks for video only on request', async () => {
  const hub = await scriptedHub();
  await view(hub.url);
  await view(hub.url, 'h264');
  expect(hub.events.map(([, request]) => request)).toEqual([{ cameraId: 'stage' }, { cameraId: 'stage', video: ['h264'] }]);
});

it('counts frames of a whole chain by their kind, and acknowledges all', async () => {
  const hub = await scriptedHub();
  const { frames, faults } = await view(hub.url, 'h264');
  hub.jpeg(1);
  hub.video(2, 2);
  hub.video(4, 2);
  hub.video(5, 5, 'thin');
  await expect
    .poll(() => frames)
    .toEqual([
      [1, 'jpeg'],
      [2, 'lean'],
      [4, 'lean'],
      [5, 'thin'],
    ]);
  expect(faults).toEqual([]);
  await expect.poll(() => hub.events.filter(([name]) => name === 'frame:ack').at(-1)).toEqual(['frame:ack', 'stage', 5]);
});

it('reports each frame without its reference, does not count it, and asks for a key frame', async () => {
  const hub = await scriptedHub();
  const { frames, faults } = await view(hub.url, 'h264');
  hub.video(1, 1);
  hub.video(3, 2);
  hub.video(4, 3);
  hub.video(5, 5);
  await expect
    .poll(() => frames)
    .toEqual([
      [1, 'lean'],
      [5, 'lean'],
    ]);
  expect(faults.map(([code]) => code)).toEqual(['broken-chain', 'broken-chain']);
  expect(faults[0]?.[1]).toBe('frame 3 (lean) depends on 2, which did not come before it');
  await expect.poll(() => hub.events.filter(([name]) => name === 'video:reset')).toContainEqual(['video:reset', { cameraId: 'stage' }]);
  await expect.poll(() => hub.events.filter(([name]) => name === 'frame:ack').at(-1)).toEqual(['frame:ack', 'stage', 5]);
});

it('takes two tiers in one chain for a fault', async () => {
  const hub = await scriptedHub();
  const { faults } = await view(hub.url, 'h264');
  hub.video(1, 1);
  hub.video(2, 1, 'thin');
  await expect.poll(() => faults.map(([code]) => code)).toEqual(['broken-chain']);
});
