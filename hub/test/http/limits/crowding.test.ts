/** What one guest could do to everybody else, and cannot any more. */
import type { Annotation, SessionEntry } from '@eyepiece/shared-types';
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { comeIn, setUpBench, share, type Bench } from '../../sockets/guest-link.ts';

const limits = {
  ...DEFAULT_LIMITS,
  sockets: { ...DEFAULT_LIMITS.sockets, maxPerShare: 6 },
  queues: { ...DEFAULT_LIMITS.queues, maxFeeds: 8, maxFilesSending: 4 },
  writing: { ...DEFAULT_LIMITS.writing, guestsPerLink: 8, guestIdleMs: 0 },
};
let bench: Bench;
/** Far above what the buffers of a connection hold. */
const LARGE_BYTES = 16 * 1024 * 1024;
beforeAll(async () => (bench = await setUpBench({ maxCaptureBytes: 2 * LARGE_BYTES }, limits)));
afterAll(() => bench.hub.close());

it('a guest with one tab keeps both connections when strangers fill the link', async () => {
  const { hub } = bench;
  const { secret } = await share(bench, 'session');
  const victim = (await comeIn(hub, secret, 'Victim')).access_token;
  const own = [await hub.client({ token: victim }), await hub.client({ token: victim, purpose: 'frames' })];
  for (let count = 0; count < 6; count += 1) {
    await hub.client({ token: (await comeIn(hub, secret, `Other ${String(count)}`)).access_token }).catch(() => undefined);
  }
  for (const client of own) await client.timeout(20_000).emitWithAck('time:sync', {});
  expect(own.map(({ connected }) => connected)).toEqual([true, true]);
});

it('a note that was taken back is not told again', async () => {
  const { hub, session, operator } = bench;
  const { secret } = await share(bench, 'session');
  const token = (await comeIn(hub, secret, 'Gil')).access_token;
  const written = await hub.api(`/sessions/${session.id}/notes`, { method: 'POST', token, json: { text: 'x' } });
  const path = `/sessions/${session.id}/notes/${String(((await written.json()) as SessionEntry).id)}`;
  const told: number[] = [];
  operator.on('session:event', (entry) => told.push(entry.revision));
  const statuses = new Set<number>();
  for (let count = 0; count < 40; count += 1) statuses.add((await hub.api(path, { method: 'DELETE', token })).status);
  await operator.timeout(20_000).emitWithAck('time:sync', {});
  expect(told.filter((revision) => revision === 2)).toHaveLength(1);
  expect([...statuses]).toEqual([200, 429]);
});

it('a guest who is not active gives way to a new one when the link is full', async () => {
  const { hub } = bench;
  const { secret } = await share(bench, 'live');
  const tokens: string[] = [];
  for (let count = 0; count < 9; count += 1) tokens.push((await comeIn(hub, secret, `Guest ${String(count)}`)).access_token);
  const statuses = await Promise.all(tokens.map((token) => hub.api('/auth/me', { token }).then(({ status }) => status)));
  expect(statuses).toEqual([401, 200, 200, 200, 200, 200, 200, 200, 200]);
});

it('all guests of a link have so many feeds at once', async () => {
  const { hub, stage } = bench;
  const { secret } = await share(bench, 'live');
  const token = (await comeIn(hub, secret, 'Gil')).access_token;
  const controller = new AbortController();
  await stage.sendFrame();
  const open = () => hub.api('/cameras/stage/feed', { token, signal: controller.signal }).then(({ status }) => status);
  const statuses = await Promise.all(Array.from({ length: 12 }, open));
  controller.abort();
  expect(statuses.filter((status) => status === 200)).toHaveLength(8);
  expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  await expect
    .poll(() => hub.api('/cameras/stage/feed', { token, signal: AbortSignal.timeout(1000) }).then(({ status }) => status))
    .toBe(200);
});

it('all guests of a link have so many files sent at once', async () => {
  const { hub, stage, session } = bench;
  const { secret } = await share(bench, 'session');
  const { metadata, jpeg } = await stage.makeCapture({ captureId: randomUUID(), sessionId: session.id });
  const file = Buffer.concat([jpeg, Buffer.alloc(LARGE_BYTES)]);
  const sha256 = createHash('sha256').update(file).digest('hex');
  expect((await stage.upload({ ...metadata, sizeBytes: file.length, sha256 }, file)).status).toBe(201);
  const guests = await Promise.all(['Gil', 'Gus'].map(async (name) => (await comeIn(hub, secret, name)).access_token));
  const controller = new AbortController();
  const open = (token = '', signal = controller.signal) =>
    hub.api(`/captures/${metadata.id}/file`, { token, signal }).then(({ status }) => status);
  const statuses = await Promise.all([...guests, ...guests, ...guests].map((token) => open(token)));
  controller.abort();
  expect(statuses.toSorted()).toEqual([200, 200, 200, 200, 429, 429]);
  await expect.poll(() => open(guests[0], AbortSignal.timeout(5000)), { timeout: 20_000 }).toBe(200);
});

it('a flood of drawings does not take all connections of the database', async () => {
  const { hub, token } = bench;
  const client = await hub.client({ token });
  const drawn: Promise<{ ok: boolean; annotation?: Annotation }>[] = [];
  const order: string[] = [];
  const target = { kind: 'camera', cameraId: 'stage' } as const;
  for (let count = 0; count < 60; count += 1) {
    const put = client.emitWithAck('annotation:put', {
      id: randomUUID(),
      target,
      shape: { kind: 'rectangle', x: count, y: 0, width: 5, height: 5 },
    });
    drawn.push(put.finally(() => order.push('drawn')));
  }
  await Promise.race(drawn);
  await hub.api('/captures?limit=1', { token });
  order.push('listed');
  await Promise.all(drawn);
  expect(order.indexOf('listed')).toBeLessThan(30);
});
