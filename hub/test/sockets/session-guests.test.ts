/** Guests of a session compared with guests of the live view of its camera. */
import { randomUUID } from 'node:crypto';
import type { CreatedShare } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestClient } from '../setup/start-hub.ts';
import { connectGuest, eventsOf, openFeed } from './guest-client.ts';
import { createLink, post, setUpBench, type Bench } from './guest-link.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await setUpBench();
});
afterAll(() => bench.hub.close());

it('guests of a session lose the live picture at its end and keep access to its data; guests of the camera continue', async () => {
  const { hub, token, other, foreign } = bench;
  const links = { session: { sessionId: foreign.session.id }, live: { cameraId: 'other' } };
  const linkTo = async (kind: keyof typeof links): Promise<string> => {
    const link = await post<CreatedShare>(hub, token, '/shares', { kind, ...links[kind] });
    return link.url.split('#')[1] ?? '';
  };
  const inSession = await connectGuest(bench, await linkTo('session'), 'Sim');
  const live = await connectGuest(bench, await linkTo('live'), 'Liv');
  const feed = await openFeed(bench, inSession.login.access_token, 'other');
  const cutOff = new Promise((resolve) => feed.once('close', resolve));
  const frames = { inSession: 0, live: 0 };
  inSession.client.on('frame', () => (frames.inSession += 1));
  live.client.on('frame', () => (frames.live += 1));
  for (const { client } of [inSession, live]) await client.emitWithAck('watch', { cameraId: 'other', flow: 'none' });
  await other.sendFrame();
  await expect.poll(() => frames).toEqual({ inSession: 1, live: 1 });
  await expect.poll(() => inSession.people.length).toBeGreaterThan(1);
  const pointed: string[] = [];
  live.client.on('pointer', ({ name, at }) => pointed.push(`${name} ${String(at?.x)}`));
  inSession.client.emit('pointer', { cameraId: 'other', at: { x: 1, y: 1 } });
  await expect.poll(() => pointed.at(-1)).toBe('Sim 1');

  await hub.api(`/sessions/${foreign.session.id}/end`, { method: 'POST', token });
  await cutOff;
  await expect.poll(() => [inSession.people, live.people.some(({ name }) => name === 'Sim')]).toEqual([[], false]);
  await other.sendFrame();
  await expect.poll(() => frames.live).toBe(2);
  await inSession.client.emitWithAck('time:sync', {});
  expect(frames.inSession).toBe(1);
  const again = await inSession.client.emitWithAck('watch', { cameraId: 'other' });
  expect(again).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  const guestToken = inSession.login.access_token;
  for (const path of ['/cameras/other/feed', '/cameras/other/snapshot.jpg', '/cameras/other/control', '/annotations?cameraId=other']) {
    expect([path, (await hub.api(path, { token: guestToken })).status]).toEqual([path, 403]);
  }
  for (const path of [`/captures/${foreign.capture.id}/file`, `/sessions/${foreign.session.id}/log`, '/cameras/other']) {
    expect([path, (await hub.api(path, { token: guestToken })).status]).toEqual([path, 200]);
  }

  const late = await connectGuest(bench, await linkTo('session'), 'Lea');
  await expect.poll(() => eventsOf(late)).toContain('presence');
  for (const { events } of [inSession, late]) events.length = 0;
  await atTheCamera(bench.operator, 'other');
  inSession.client.emit('pointer', { cameraId: 'other', at: { x: 2, y: 1 } });
  await expect.poll(() => eventsOf(live)).toEqual(expect.arrayContaining(['annotation:changed', 'control:state', 'pointer']));
  for (const guest of [inSession, late]) {
    await guest.client.emitWithAck('time:sync', {});
    expect([eventsOf(guest), guest.people]).toEqual([[], []]);
  }
  expect(pointed.filter((pointer) => pointer.startsWith('Sim')).at(-1)).toBe('Sim undefined');
  for (const { client } of [inSession, live, late]) client.disconnect();
});

/** Watches, draws, takes control and points. */
async function atTheCamera(client: TestClient, cameraId: string): Promise<void> {
  await client.emitWithAck('watch', { cameraId });
  const shape = { kind: 'text', at: { x: 1, y: 1 }, text: 'look' } as const;
  await client.emitWithAck('annotation:put', { id: randomUUID(), target: { kind: 'camera', cameraId }, shape });
  await client.emitWithAck('control:request', { cameraId });
  await client.emitWithAck('control:release', { cameraId });
  client.emit('pointer', { cameraId, at: { x: 3, y: 3 } });
}

it('guests of a session can point, guests of a live view cannot', async () => {
  const live = await connectGuest(bench, (await createLink(bench, 'live')).secret, 'Liv');
  const inSession = await connectGuest(bench, (await createLink(bench, 'session')).secret, 'Sim');
  const seen: string[] = [];
  bench.operator.on('pointer', ({ name, at }) => seen.push(`${name} ${String(at?.x)}`));
  await bench.operator.emitWithAck('watch', { cameraId: 'stage' });
  live.client.emit('pointer', { cameraId: 'stage', at: { x: 1, y: 1 } });
  await live.client.emitWithAck('time:sync', {});
  inSession.client.emit('pointer', { cameraId: 'stage', at: { x: 2, y: 1 } });
  await expect.poll(() => seen).toContain('Sim 2');
  inSession.client.disconnect();
  await expect.poll(() => seen.at(-1)).toBe('Sim undefined');
  expect(seen.filter((pointer) => pointer.startsWith('Liv'))).toEqual([]);
  live.client.disconnect();
});
