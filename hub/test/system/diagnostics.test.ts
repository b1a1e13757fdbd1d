/** Diagnostics over real sockets: who may subscribe, what an update contains, and when a subscription ends. */
import type { AckError, Diagnostics, DiagnosticsMessage } from '@eyepiece/shared-types';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import { ADMIN, type TestClient } from '../setup/start-hub.ts';
import { useCamera, useHub } from '../setup/use-hub.ts';

const SOON = { timeout: 60_000, interval: 50 };
/** For requests that are repeated: the hub shows a limited number of messages in an interval. */
const REPEATED = { timeout: 60_000, interval: 500 };
const MAX_DIAGNOSTICS = 3;

const hub = useHub({}, { limits: { ...DEFAULT_LIMITS, sockets: { ...DEFAULT_LIMITS.sockets, maxDiagnostics: MAX_DIAGNOSTICS } } });
const camera = useCamera(hub);
let adminToken: string;
const clients: TestClient[] = [];

beforeAll(async () => {
  adminToken = (await hub.login()).access_token;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await expect.poll(() => hub.hub.io.sockets.sockets.size, SOON).toBe(0);
});

interface Seen {
  readonly client: TestClient;
  latest: Diagnostics | undefined;
  updates: number;
  readonly messages: DiagnosticsMessage[];
  ended: AckError | undefined;
}

async function connect(token: string): Promise<Seen> {
  const seen: Seen = { client: await hub.client({ token }), latest: undefined, updates: 0, messages: [], ended: undefined };
  clients.push(seen.client);
  seen.client.on('diagnostics', (update) => {
    seen.latest = update;
    seen.updates += 1;
    seen.messages.push(...(update.feed?.messages ?? []));
  });
  seen.client.on('diagnostics:ended', (why) => (seen.ended = why));
  return seen;
}

async function subscribed(token = adminToken, messages = true): Promise<Seen> {
  const seen = await connect(token);
  expect(await seen.client.emitWithAck('diagnostics:watch', { messages })).toMatchObject({ ok: true });
  return seen;
}

/** Acknowledges every frame, as a page does. */
function acknowledge(client: TestClient): void {
  client.on('frame', (cameraId, frame) => {
    client.emit('frame:ack', cameraId, Buffer.from(frame).readUInt32BE(8));
  });
}

/** Sends frames until the condition holds. */
async function whileStreaming(condition: () => boolean): Promise<void> {
  await expect
    .poll(async () => {
      await camera.sendFrame();
      return condition();
    }, SOON)
    .toBe(true);
}

it.each(['viewer', 'contributor', 'operator'] as const)('are refused to a %s', async (role) => {
  const { token } = await hub.person(role);
  const { client } = await connect(token);
  expect(await client.emitWithAck('diagnostics:watch', { messages: true })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
});

describe('the viewers', () => {
  it('are listed with rate, size, age and window', async () => {
    const admin = await subscribed(adminToken, false);
    const watcher = await connect((await hub.person('viewer')).token);
    acknowledge(watcher.client);
    await watcher.client.emitWithAck('watch', { cameraId: 'cam' });
    const row = () => admin.latest?.viewers.find(({ name }) => name === 'The viewer');
    await whileStreaming(() => (row()?.fps ?? 0) > 0 && row()?.age !== undefined);
    expect(row()).toMatchObject({ cameraId: 'cam', client: 'raw', guest: false, width: 64, address: '127.0.0.1' });
    expect(row()?.bytesPerSecond).toBeGreaterThan(0);
    expect(row()?.age?.p50Ms).toBeGreaterThanOrEqual(0);
    expect(row()?.age?.p95Ms).toBeGreaterThanOrEqual(row()?.age?.p50Ms ?? 0);
    expect(row()?.window?.allowed).toBeGreaterThan(0);
    expect(admin.latest?.feed).toBeUndefined();
    watcher.client.disconnect();
    await expect.poll(() => admin.latest?.viewerCount, SOON).toBe(0);
  });

  it('that do not acknowledge are stalled', async () => {
    const admin = await subscribed();
    const watcher = await connect((await hub.person('viewer')).token);
    await watcher.client.emitWithAck('watch', { cameraId: 'cam' });
    await whileStreaming(() => admin.latest?.viewers[0]?.reason === 'stalled');
    expect(admin.latest?.viewers[0]?.age).toBeUndefined();
  });

  it('are pages when a browser connects', async () => {
    const admin = await subscribed();
    const page = await hub.client({ token: adminToken }, { extraHeaders: { origin: hub.url } });
    clients.push(page);
    await page.emitWithAck('watch', { cameraId: 'cam' });
    await expect.poll(() => admin.latest?.viewers[0]?.client, SOON).toBe('page');
  });

  it('include feeds', async () => {
    const admin = await subscribed();
    const leave = new AbortController();
    const feed = hub.api('/cameras/cam/feed', { token: adminToken, signal: leave.signal });
    await whileStreaming(() => (admin.latest?.viewers[0]?.fps ?? 0) > 0);
    expect(admin.latest?.viewers[0]).toMatchObject({ client: 'mjpeg', width: 64 });
    leave.abort();
    await feed.then((response) => response.body?.cancel()).catch(() => undefined);
    await expect.poll(() => admin.latest?.viewerCount, SOON).toBe(0);
  });
});

describe('the links and the process', () => {
  it('are measured', async () => {
    const admin = await subscribed();
    await expect.poll(() => admin.latest?.links[0]?.roundTripMs, SOON).toBeGreaterThanOrEqual(0);
    expect(admin.latest?.links[0]).toMatchObject({ cameraId: 'cam', address: '127.0.0.1', reconnects: 0, refused: 0 });
    await expect.poll(() => admin.latest?.process?.rssBytes, SOON).toBeGreaterThan(1e6);
    expect(admin.latest?.process?.database.connections).toBeGreaterThanOrEqual(0);
    const reply = await admin.client.emitWithAck('diagnostics:watch', { messages: true });
    expect(reply.ok && reply.samples.length).toBeGreaterThan(0);
  });

  it('show the last error and count the links', async () => {
    const other = await hub.connectCamera({ cameraId: 'other' });
    const admin = await subscribed();
    const link = () => admin.latest?.links.find(({ cameraId }) => cameraId === 'other');
    other.socket.send(Buffer.from('this is not a frame'));
    await expect.poll(() => link()?.lastError?.message, SOON).toContain('frame_too_short');
    expect(link()?.refused).toBe(1);
    await other.close();
    await expect.poll(() => link()?.status, SOON).toBe('offline');
    expect(link()?.roundTripMs).toBeUndefined();
    await other.connect();
    await expect.poll(() => link()?.reconnects, SOON).toBe(1);
  });
});

describe('the messages', () => {
  it('are shown with their senders, without secrets', async () => {
    const admin = await subscribed();
    const { token } = await hub.person('operator');
    const operator = await connect(token);
    const settings = { gain: 3, apiToken: 'a token of the test', label: `Bearer ${token}` };
    const found = (kind: string) => admin.messages.find((one) => one.event === 'settings:update' && one.kind === kind);
    const isShown = async (): Promise<boolean> => {
      await operator.client.emitWithAck('settings:update', { cameraId: 'cam', settings });
      return found('event') !== undefined && found('reply') !== undefined;
    };
    await expect.poll(isShown, REPEATED).toBe(true);
    expect(found('event')).toMatchObject({
      direction: 'in',
      people: ['The operator'],
      preview: expect.stringContaining('"gain":3') as string,
    });
    const text = JSON.stringify(admin.messages);
    expect(text).toContain('[redacted]');
    for (const secret of ['a token of the test', token, ADMIN.password, hub.cameraToken]) expect(text).not.toContain(secret);
    // The state that a connection gets first is part of the feed.
    expect(admin.messages.some(({ event, people }) => event === 'welcome' && people.includes('The operator'))).toBe(true);
  });

  it('may be nested as deep as a client likes', async () => {
    const admin = await subscribed();
    const operator = await connect((await hub.person('operator')).token);
    const depth = 4000;
    const nested = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as never;
    const preview = (): string | undefined => {
      operator.client.emit('unwatch', nested);
      return admin.messages.find(({ event, people }) => event === 'unwatch' && people.includes('The operator'))?.preview;
    };
    await expect.poll(preview, REPEATED).toContain('[nested too deep]');
    expect(operator.client.connected).toBe(true);
  });

  it('count frames by camera', async () => {
    const admin = await subscribed();
    const watcher = await connect(adminToken);
    acknowledge(watcher.client);
    await watcher.client.emitWithAck('watch', { cameraId: 'cam' });
    const seen = (event: string) => admin.messages.some((one) => one.event === event);
    await whileStreaming(() => seen('frame') && seen('frame:ack'));
    const frames = admin.messages.filter(({ event }) => event === 'frame');
    expect(frames[0]).toMatchObject({ kind: 'frames', direction: 'out', preview: '"cam"' });
    await expect.poll(() => admin.latest?.feed?.events.some(({ event, count }) => event === 'frame' && count > 0), SOON).toBe(true);
  });

  it('are not recorded without a reader', async () => {
    const listeners = () => [...hub.hub.io.sockets.sockets.values()].map(({ conn }) => conn.listenerCount('packetCreate'));
    const [admin, other] = [await subscribed(), await connect(adminToken)];
    await expect.poll(listeners, SOON).toEqual([1, 1]);
    expect(await admin.client.emitWithAck('diagnostics:watch', { messages: false })).toMatchObject({ ok: true });
    expect(listeners()).toEqual([0, 0]);
    expect(await admin.client.emitWithAck('diagnostics:watch', { messages: true })).toMatchObject({ ok: true });
    expect(listeners()).toEqual([1, 1]);
    admin.client.disconnect();
    await expect.poll(listeners, SOON).toEqual([0]);
    expect(other.client.connected).toBe(true);
  });
});

describe('a subscription', () => {
  it('ends when the role changes', async () => {
    const { user, token } = await hub.person('admin');
    const admin = await subscribed(token);
    await expect.poll(() => admin.updates, SOON).toBeGreaterThan(0);
    await hub.api(`/users/${user.id}`, { method: 'PATCH', token: adminToken, json: { role: 'operator' } });
    await expect.poll(() => admin.ended?.code, SOON).toBe('forbidden');
    expect(admin.client.connected).toBe(true);
    const refused = await admin.client.emitWithAck('diagnostics:watch', { messages: true });
    expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    // Another subscription gets two updates; this one gets none.
    const before = admin.updates;
    const other = await subscribed();
    await expect.poll(() => other.updates, SOON).toBeGreaterThanOrEqual(2);
    expect(admin.updates).toBe(before);
  });

  it('ends with the sign-in', async () => {
    const { token } = await hub.person('admin');
    const admin = await subscribed(token);
    await hub.api('/auth/logout', { method: 'POST', token });
    await expect.poll(() => admin.client.connected, SOON).toBe(false);
  });

  it('ends on request', async () => {
    const admin = await subscribed();
    expect(await admin.client.emitWithAck('diagnostics:unwatch', {})).toMatchObject({ ok: true });
    const before = admin.updates;
    const other = await subscribed();
    await expect.poll(() => other.updates, SOON).toBeGreaterThanOrEqual(2);
    expect(admin.updates).toBe(before);
  });

  it('is one of a limited number', async () => {
    for (let index = 0; index < MAX_DIAGNOSTICS; index += 1) await subscribed();
    const one = await connect(adminToken);
    expect(await one.client.emitWithAck('diagnostics:watch', {})).toMatchObject({ ok: false, error: { code: 'limit_reached' } });
    clients[0]?.disconnect();
    await expect.poll(async () => (await one.client.emitWithAck('diagnostics:watch', {})).ok, SOON).toBe(true);
  });
});
