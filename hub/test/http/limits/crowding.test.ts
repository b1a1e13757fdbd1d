/** One guest must not use up the resources of others. */
import type { Annotation, SessionEntry } from '@eyepiece/shared-types';
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { enterByLink, setUpBench, createLink, type Bench } from '../../sockets/guest-link.ts';

const limits = {
  ...DEFAULT_LIMITS,
  sockets: { ...DEFAULT_LIMITS.sockets, maxPerShare: 6 },
  queues: { ...DEFAULT_LIMITS.queues, maxFeeds: 8, maxFilesSending: 4 },
  writing: { ...DEFAULT_LIMITS.writing, guestsPerLink: 8, guestIdleMs: 0 },
};
let bench: Bench;
/** Far more than the buffers of a connection hold. */
const LARGE_BYTES = 16 * 1024 * 1024;
beforeAll(async () => (bench = await setUpBench({ maxCaptureBytes: 2 * LARGE_BYTES }, limits)));
afterAll(() => bench.hub.close());

/** Drops the body, which may have no end. */
async function statusOf(answer: Promise<Response>): Promise<number> {
  const { status, body } = await answer;
  await body?.cancel();
  return status;
}

it('a guest with one tab keeps both connections when others fill the link', async () => {
  const { hub } = bench;
  const { secret } = await createLink(bench, 'session');
  const victim = (await enterByLink(hub, secret, 'Victim')).access_token;
  const own = [await hub.client({ token: victim }), await hub.client({ token: victim, purpose: 'frames' })];
  for (let count = 0; count < 6; count += 1) {
    await hub.client({ token: (await enterByLink(hub, secret, `Other ${String(count)}`)).access_token }).catch(() => undefined);
  }
  for (const client of own) await client.timeout(60_000).emitWithAck('time:sync', {});
  expect(own.map(({ connected }) => connected)).toEqual([true, true]);
});

it('a note deleted repeatedly is announced once', async () => {
  const { hub, session, operator } = bench;
  const { secret } = await createLink(bench, 'session');
  const token = (await enterByLink(hub, secret, 'Gil')).access_token;
  const written = await hub.api(`/sessions/${session.id}/notes`, { method: 'POST', token, json: { text: 'x' } });
  const path = `/sessions/${session.id}/notes/${String(((await written.json()) as SessionEntry).id)}`;
  const revisions: number[] = [];
  operator.on('session:event', (entry) => revisions.push(entry.revision));
  const statuses = new Set<number>();
  for (let count = 0; count < 40; count += 1) statuses.add((await hub.api(path, { method: 'DELETE', token })).status);
  await operator.timeout(60_000).emitWithAck('time:sync', {});
  expect(revisions.filter((revision) => revision === 2)).toHaveLength(1);
  expect([...statuses]).toEqual([200, 429]);
});

it('a new guest replaces an inactive one when the link is full', async () => {
  const { hub } = bench;
  const { secret } = await createLink(bench, 'live');
  const tokens: string[] = [];
  for (let count = 0; count < 9; count += 1) tokens.push((await enterByLink(hub, secret, `Guest ${String(count)}`)).access_token);
  const statuses = await Promise.all(tokens.map((token) => hub.api('/auth/me', { token }).then(({ status }) => status)));
  expect(statuses).toEqual([401, 200, 200, 200, 200, 200, 200, 200, 200]);
});

it('the guests of a link share a limit of feeds', async () => {
  const { hub, stage } = bench;
  const { secret } = await createLink(bench, 'live');
  const token = (await enterByLink(hub, secret, 'Gil')).access_token;
  const controller = new AbortController();
  await stage.sendFrame();
  const open = () => hub.api('/cameras/stage/feed', { token, signal: controller.signal }).then(({ status }) => status);
  const statuses = await Promise.all(Array.from({ length: 12 }, open));
  controller.abort();
  expect(statuses.filter((status) => status === 200)).toHaveLength(8);
  expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  await expect.poll(() => statusOf(hub.api('/cameras/stage/feed', { token }))).toBe(200);
});

it('the guests of a link share a limit of simultaneous file downloads', async () => {
  const { hub, stage, session } = bench;
  const { secret } = await createLink(bench, 'session');
  const { metadata, jpeg } = await stage.makeCapture({ captureId: randomUUID(), sessionId: session.id });
  const file = Buffer.concat([jpeg, Buffer.alloc(LARGE_BYTES)]);
  const sha256 = createHash('sha256').update(file).digest('hex');
  expect((await stage.upload({ ...metadata, sizeBytes: file.length, sha256 }, file)).status).toBe(201);
  const guests = await Promise.all(['Gil', 'Gus'].map(async (name) => (await enterByLink(hub, secret, name)).access_token));
  const controller = new AbortController();
  const path = `/captures/${metadata.id}/file`;
  const open = (token: string) => hub.api(path, { token, signal: controller.signal }).then(({ status }) => status);
  const statuses = await Promise.all([...guests, ...guests, ...guests].map((token) => open(token)));
  controller.abort();
  expect(statuses.toSorted()).toEqual([200, 200, 200, 200, 429, 429]);
  await expect.poll(() => statusOf(hub.api(path, { token: guests[0] ?? '' }))).toBe(200);
});

it('a flood of drawings does not occupy all database connections', async () => {
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
