/** Limits on what one client can send over Engine.IO, with packets of an attacker. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import { connectPacket, RawPolling, RawWebSocket } from '../setup/raw-engine.ts';
import { startHub, type TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const { rates } = DEFAULT_LIMITS.sockets;
const user = { ...rates.user, events: { perSecond: 20, burst: 3000 } };
/** Refills slowly, so that a flood exceeds it however slowly the machine handles the packets. */
const connection = { ...rates.connection, acknowledgements: { ...rates.connection.acknowledgements, perSecond: 100 } };
const sockets = {
  ...DEFAULT_LIMITS.sockets,
  rates: { ...rates, connection, user },
  maxPerUser: 4,
  maxPending: 6,
  maxPendingPerAddress: 4,
  connectTimeoutMs: 60_000,
};

const hub = useHub({}, { limits: { ...DEFAULT_LIMITS, sockets } });
let token: string;

beforeAll(async () => {
  await hub.camera({ cameraId: 'bench' }).connect();
});
beforeEach(async () => {
  ({ token } = await hub.person('operator'));
});

const admitted = (): number => hub.hub.io.sockets.sockets.size;

async function refusals(reason: string): Promise<number> {
  const { access_token } = await hub.login();
  const text = await (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${access_token}` } })).text();
  return Number(new RegExp(`eyepiece_refusals_total\\{reason="${reason}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
}

/** Checks that the hub serves a new client. */
async function expectServing(): Promise<void> {
  const { token: another } = await hub.person('viewer');
  const client = await hub.client({ token: another });
  expect(await client.timeout(60_000).emitWithAck('watch', { cameraId: 'bench' })).toMatchObject({ ok: true });
  client.disconnect();
}

/** Opens an authenticated WebSocket. */
async function joined(): Promise<RawWebSocket> {
  const socket = await RawWebSocket.open(hub.url);
  socket.send(connectPacket(token));
  await expect.poll(() => socket.received.some((packet) => packet.startsWith('42["welcome"')), WAIT).toBe(true);
  return socket;
}

describe('a connection is admitted at most once', () => {
  it('with many CONNECT packets in one request', async () => {
    const before = admitted();
    const polling = await RawPolling.open(hub.url);
    await polling.post(Array.from({ length: 150 }, () => connectPacket(token)));
    await expect.poll(() => polling.isOpen(), WAIT).toBe(false);
    await expect.poll(admitted, WAIT).toBe(before);
    await expectServing();
  });

  it('with 14,000 CONNECT packets in one request', async () => {
    const polling = await RawPolling.open(hub.url);
    await polling.post(Array.from({ length: 14_000 }, () => '40'));
    await expect.poll(() => polling.isOpen(), WAIT).toBe(false);
    await expectServing();
  });

  it('with another CONNECT after DISCONNECT', async () => {
    const socket = await joined();
    socket.send('41');
    socket.send(connectPacket(token));
    await socket.closed;
  });

  it('and closed after a refusal', async () => {
    const socket = await RawWebSocket.open(hub.url);
    socket.send(connectPacket('not a token'));
    await socket.closed;
    expect(socket.received.at(-1)).toContain('"unauthenticated"');
  });

  it.each([
    ['a CONNECT to another namespace', '40/admin,{}'],
    ['an event before CONNECT', '42["watch",{"cameraId":"bench"}]'],
  ])('and closed after %s', async (_what, packet) => {
    const socket = await RawWebSocket.open(hub.url);
    socket.send(packet);
    await socket.closed;
    await expectServing();
  });

  it('and closed without a CONNECT in time', async () => {
    const impatient = await startHub({}, { limits: { ...DEFAULT_LIMITS, sockets: { ...sockets, connectTimeoutMs: 500 } } });
    try {
      const socket = await RawWebSocket.open(impatient.url);
      await socket.closed;
    } finally {
      await impatient.close();
    }
  });

  it('and limited in number before CONNECT', async () => {
    const waiting = await Promise.all(Array.from({ length: 12 }, () => RawWebSocket.open(hub.url)));
    expect(waiting.filter(({ isOpen }) => isOpen).length).toBeLessThanOrEqual(12);
    await expect.poll(() => waiting.filter(({ isOpen }) => isOpen).length, WAIT).toBeLessThanOrEqual(4);
    await expectServing();
    for (const socket of waiting) socket.terminate();
  });
});

describe('an authenticated connection ends after', () => {
  it.each([
    ['missing attachments', '451-["watch",{"_placeholder":true,"num":0}]'],
    ['too many attachments', '45999999-["watch",{"_placeholder":true,"num":0}]'],
    ['an endless acknowledgement id', `42${'9'.repeat(50_000)}["watch",{}]`],
    ['more arguments than fit on the stack', `42["watch",${'1,'.repeat(60_000)}1]`],
    ['invalid JSON', '42["watch",{'],
    ['unexpected binary data', Buffer.from([4, 50])],
    ['a malformed frame acknowledgement', '42["frame:ack",'],
  ])('%s', async (_what, packet) => {
    const socket = await joined();
    socket.send(packet);
    await socket.closed;
    await expectServing();
  });

  it('too many packets in one request', async () => {
    const polling = await RawPolling.open(hub.url);
    await polling.post(connectPacket(token));
    await polling.post(Array.from({ length: 1001 }, () => '42["frame:ack","bench",1]'));
    await expect.poll(() => polling.isOpen(), WAIT).toBe(false);
  });
});

it('deep nesting is refused like any other invalid value', async () => {
  const socket = await joined();
  socket.send(`421["watch",{"cameraId":${'['.repeat(50_000)}${']'.repeat(50_000)}}]`);
  await expect.poll(() => socket.received.find((packet) => packet.startsWith('431')), WAIT).toContain('validation_failed');
  socket.send(`422["pointer",${'['.repeat(50_000)}${']'.repeat(50_000)}]`);
  await expectServing();
  socket.terminate();
});

describe('a flood of', () => {
  it.each([
    ['session:typing', `42["session:typing",{"sessionId":"8a5b8a3e-7c0f-4b6e-9a56-111111111111","typing":true}]`],
    ['time:sync', '427["time:sync",{}]'],
    ['watch', '427["watch",{"cameraId":"bench"}]'],
    ['presence:update', '42["presence:update",{"view":"wall"}]'],
    ['pointer', '42["pointer",{"cameraId":"bench","at":{"x":1,"y":1}}]'],
    ['analysis:watch', '427["analysis:watch",{"cameraId":"bench","histogram":true,"focus":false}]'],
    ['frame:ack', '42["frame:ack","bench",7]'],
    ['unknown events', '42["whatever",1]'],
    ['acknowledgements without a request', '43999[]'],
    ['heartbeats', '3'],
  ])('%s ends the connection', async (_what, packet) => {
    const before = await refusals('event_rate');
    const socket = await joined();
    // Twice the largest burst: packets are served, then refused, then the connection is closed.
    for (let count = 0; count < 12_000; count += 1) socket.send(packet);
    await socket.closed;
    expect(await refusals('event_rate')).toBeGreaterThan(before);
    await expectServing();
  });

  it.each(['ping', 'pong'] as const)('WebSocket %ss ends the connection, signed in or not', async (kind) => {
    for (const open of [joined, () => RawWebSocket.open(hub.url)]) {
      const before = await refusals('event_rate');
      const socket = await open();
      for (let count = 0; count < 12_000; count += 1) socket.sendControl(kind);
      await socket.closed;
      expect(await refusals('event_rate')).toBeGreaterThan(before);
    }
    await expectServing();
  });

  it('acknowledged events is answered with rate_limited beyond the burst', async () => {
    const client = await hub.client({ token });
    const request = { sessionId: 'b3f0a5f2-0000-4000-8000-000000000000' };
    const codes = await Promise.all(
      Array.from({ length: 150 }, async () => {
        const reply = await client.emitWithAck('session:leave', request);
        return reply.ok ? 'ok' : reply.error.code;
      }),
    );
    expect(codes[0]).toBe('session_not_found');
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThan(0);
    expect(client.connected).toBe(true);
    client.disconnect();
  });

  it('connections is refused per person', async () => {
    const refused: string[] = [];
    for (let count = 0; count < 200; count += 1) {
      const client = await hub.client({ token, purpose: 'frames' }).catch((error: unknown) => {
        refused.push((error as { data?: { code?: string } }).data?.code ?? String(error));
        return undefined;
      });
      client?.disconnect();
      if (refused.length > 0) break;
    }
    expect(refused).toEqual(['rate_limited']);
  });
});

it('a new connection of a person at the limit closes the oldest one, which gets the reason', async () => {
  const expired: unknown[] = [];
  const clients: TestClient[] = [];
  for (let count = 0; count < 4; count += 1) {
    clients.push(await hub.client({ token }, {}, (client) => client.on('session:expired', ({ code }) => expired.push([count, code]))));
  }
  const gone = new Promise((resolve) => clients[0]?.once('disconnect', resolve));
  const fifth = await hub.client({ token });
  await gone;
  expect(fifth.connected).toBe(true);
  expect(clients.map(({ connected }) => connected)).toEqual([false, true, true, true]);
  expect(expired).toEqual([[0, 'too_many_connections']]);
  expect(await refusals('socket_limit')).toBeGreaterThan(0);
  for (const client of [...clients, fifth]) client.disconnect();
});

it('a new connection from an address at the limit closes the oldest one of the person with the most', async () => {
  const small = await startHub({}, { limits: { ...DEFAULT_LIMITS, sockets: { ...DEFAULT_LIMITS.sockets, maxPerAddress: 6 } } });
  try {
    const [many, few] = [await small.person('viewer'), await small.person('viewer')];
    const clients: TestClient[] = [];
    for (const { token: own } of [many, many, many, many, few, few]) clients.push(await small.client({ token: own }));
    const gone = new Promise((resolve) => clients[0]?.once('disconnect', resolve));
    clients.push(await small.client({ token: few.token }));
    await gone;
    expect(clients.map(({ connected }) => connected)).toEqual([false, true, true, true, true, true, true]);
    for (const client of clients) client.disconnect();
  } finally {
    await small.close();
  }
});
