/** Clients that do not read, over both transports. */
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import type { SocketLimits } from '../../src/process/limits/socket-limits.ts';
import { connectPacket, RawPolling, RawWebSocket } from '../setup/raw-engine.ts';
import { startHub, type TestHub } from '../setup/start-hub.ts';

const WAIT = { timeout: 60_000, interval: 50 };
/** Short, because the hub also disconnects a paused client that answers no ping for 15 s. */
const PACED = { timeout: 60_000, interval: 5 };
/** More than the kernel buffers at both ends. */
const LARGE_TEXT = 'x'.repeat(16 * 1024 * 1024);

async function hubWith(sockets: Partial<SocketLimits>): Promise<TestHub> {
  return startHub({}, { limits: { ...DEFAULT_LIMITS, sockets: { ...DEFAULT_LIMITS.sockets, ...sockets } } });
}

async function undrainedRefusals(hub: TestHub): Promise<number> {
  const { access_token } = await hub.login();
  const text = await (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${access_token}` } })).text();
  return Number(/eyepiece_refusals_total\{reason="socket_undrained"\} (\d+)/.exec(text)?.[1] ?? 0);
}

const connected = (hub: TestHub): number => hub.hub.io.sockets.sockets.size;

/** An event, because the connection may end again before a poll sees it. */
const admission = (hub: TestHub): Promise<void> => new Promise((resolve) => hub.hub.io.once('connection', () => resolve()));

async function pausedWebSocket(hub: TestHub): Promise<RawWebSocket> {
  const socket = await RawWebSocket.open(hub.url);
  const admitted = admission(hub);
  socket.send(connectPacket((await hub.login()).access_token));
  await admitted;
  socket.pause();
  return socket;
}

let patient: TestHub;
let strict: TestHub;
beforeAll(async () => {
  // One hub disconnects by time only, the other by bytes only.
  patient = await hubWith({ maxUnsentBytes: 1024 ** 3, maxUndrainedMs: 1500 });
  strict = await hubWith({ maxUnsentBytes: 1024 * 1024, maxUndrainedMs: 600_000 });
});
afterAll(async () => {
  await patient.close();
  await strict.close();
});

it('disconnects a WebSocket that does not drain in time', async () => {
  const before = await undrainedRefusals(patient);
  const socket = await pausedWebSocket(patient);
  patient.hub.io.emit('capture:purged', { id: LARGE_TEXT });
  await expect.poll(() => connected(patient), WAIT).toBe(0);
  expect(await undrainedRefusals(patient)).toBe(before + 1);
  socket.terminate();
});

it('disconnects a polling client that does not poll', async () => {
  const before = await undrainedRefusals(patient);
  const polling = await RawPolling.open(patient.url);
  const admitted = admission(patient);
  await polling.post(connectPacket((await patient.login()).access_token));
  await admitted;
  await expect.poll(() => connected(patient), WAIT).toBe(0);
  expect(await undrainedRefusals(patient)).toBe(before + 1);
});

it('disconnects a client with too many unsent bytes at once', async () => {
  const before = await undrainedRefusals(strict);
  const socket = await pausedWebSocket(strict);
  for (let count = 0; count < 3; count += 1) strict.hub.io.emit('capture:purged', { id: LARGE_TEXT });
  await expect.poll(() => connected(strict), WAIT).toBe(0);
  expect(await undrainedRefusals(strict)).toBe(before + 1);
  socket.terminate();
});

it('disconnects a client that acknowledges frames without reading them', async () => {
  const before = await undrainedRefusals(strict);
  const camera = await strict.connectCamera({ cameraId: 'guessed' });
  const socket = await RawWebSocket.open(strict.url);
  socket.send(connectPacket((await strict.login()).access_token, 'frames'));
  await expect.poll(() => connected(strict), WAIT).toBe(1);
  socket.send('420["watch",{"cameraId":"guessed"}]');
  await expect.poll(() => camera.demands.at(-1)?.streaming, WAIT).toBe(true);
  socket.pause();
  const frame = Buffer.alloc(400_000);
  const newest: number[] = [];
  try {
    await expect
      .poll(async () => {
        newest.unshift(await camera.sendFrame(frame));
        // An acknowledgement that overtakes its frame at the hub is ignored, so the last few are repeated.
        newest.length = Math.min(newest.length, 4);
        for (const seq of newest.toReversed()) socket.send(`42["frame:ack","guessed",${String(seq)}]`);
        return connected(strict);
      }, PACED)
      .toBe(0);
    expect(await undrainedRefusals(strict)).toBe(before + 1);
  } finally {
    socket.terminate();
  }
});

it('does not count a frame in flight: it may be larger than the limit', async () => {
  const camera = await strict.connectCamera({ cameraId: 'large' });
  const client = await strict.client({ token: (await strict.login()).access_token });
  const sizes: number[] = [];
  client.on('frame', (_id, bytes) => sizes.push(bytes.byteLength));
  await client.emitWithAck('watch', { cameraId: 'large' });
  await expect.poll(() => camera.demands.at(-1)?.streaming, WAIT).toBe(true);
  await camera.sendFrame(Buffer.alloc(8 * 1024 * 1024));
  await expect.poll(() => sizes.length, WAIT).toBe(1);
  expect(client.connected).toBe(true);
  client.disconnect();
});

it('keeps the connection of an answered poll open when its session ends: a proxy may use it for another client', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const viaProxy = async (url: string): Promise<string> => {
    const asked = get(url, { agent });
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return text(answer);
  };
  try {
    const token = (await strict.login()).access_token;
    const [leaving, staying] = [await RawPolling.open(strict.url), await RawPolling.open(strict.url)];
    for (const session of [leaving, staying]) await session.post(connectPacket(token));
    expect(await viaProxy(leaving.url)).toContain('"sid"');
    const heard = (async () => {
      while (!(await viaProxy(staying.url)).includes('still there')) continue;
    })();
    await leaving.post('1');
    await expect.poll(() => connected(strict), WAIT).toBe(1);
    strict.hub.io.emit('capture:purged', { id: 'still there' });
    await heard;
    await staying.post('1');
  } finally {
    agent.destroy();
  }
});
