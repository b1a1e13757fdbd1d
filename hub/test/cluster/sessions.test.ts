import type { CaptureSession, SessionLog } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { useTwoHubs } from './start-hubs.ts';
import type { TestClient, TestHub } from '../setup/start-hub.ts';
import { useCamera } from '../setup/use-hub.ts';

const GRACE_MS = 300;

const { cluster, one, other } = useTwoHubs({}, { sessions: { graceMs: GRACE_MS } });
const camera = useCamera(one, { cameraId: 'bench' });

async function start(token: string, title: string): Promise<string> {
  const answer = await one.api('/sessions', { method: 'POST', token, json: { cameraId: 'bench', title } });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as CaptureSession).id;
}

const join = async (client: TestClient, sessionId: string): Promise<void> => {
  expect(await client.emitWithAck('session:join', { sessionId })).toMatchObject({ ok: true });
};

async function presentIn(hub: TestHub, token: string, id: string): Promise<string[]> {
  const session = (await (await hub.api(`/sessions/${id}`, { token })).json()) as CaptureSession;
  return session.participants.filter(({ leftAt }) => leftAt === null).map(({ userId }) => userId);
}

it('lets people at every hub join, write notes, and end a session that started elsewhere', async () => {
  const [ana, ben] = [await one.person('operator'), await one.person('contributor')];
  const id = await start(ana.token, 'Together');
  const [here, there] = [await one.client({ token: ana.token }), await other.client({ token: ben.token })];
  const notes: string[] = [];
  here.on('session:event', ({ kind, text }) => kind === 'note' && notes.push(text));
  await join(here, id);
  await join(there, id);
  await expect.poll(async () => (await presentIn(one, ana.token, id)).toSorted()).toEqual([ana.user.id, ben.user.id].toSorted());
  expect(await there.emitWithAck('session:note', { sessionId: id, text: 'from the other hub' })).toMatchObject({ ok: true });
  await expect.poll(() => notes).toEqual(['from the other hub']);
  expect((await other.api(`/sessions/${id}/end`, { method: 'POST', token: ana.token })).ok).toBe(true);
  await expect.poll(() => [one, other].map(({ hub }) => hub.io.of('/').sockets.size)).toEqual([1, 1]);
  // The camera is free for the next session, at both hubs.
  const next = await start(ana.token, 'Next');
  await expect.poll(async () => (await other.api(`/sessions/${next}`, { token: ana.token })).status).toBe(200);
  await one.api(`/sessions/${next}/end`, { method: 'POST', token: ana.token });
  for (const client of [here, there]) client.disconnect();
});

it('keeps a participant who moves to another hub, and removes one who is connected to none', async () => {
  const ana = await one.person('operator');
  const id = await start(ana.token, 'Moving');
  const here = await one.client({ token: ana.token });
  await join(here, id);
  const there = await other.client({ token: ana.token });
  await join(there, id);
  here.disconnect();
  const watcher = await one.client({ token: (await one.person('viewer')).token });
  const left: string[] = [];
  watcher.on('session:event', ({ action, person }) => action === 'session.leave' && left.push(person?.id ?? ''));
  // Longer than the grace period at the first hub.
  await expect.poll(() => performance.now(), { interval: 4 * GRACE_MS }).toBeGreaterThan(performance.now() + 4 * GRACE_MS);
  expect(left).toEqual([]);
  expect(await presentIn(one, ana.token, id)).toEqual([ana.user.id]);
  there.disconnect();
  await expect.poll(() => left).toEqual([ana.user.id]);
  expect(await presentIn(one, ana.token, id)).toEqual([]);
  await one.api(`/sessions/${id}/end`, { method: 'POST', token: ana.token });
  watcher.disconnect();
});

it('keeps a participant while a hub starts that has not heard of anybody', async () => {
  const ana = await one.person('operator');
  const id = await start(ana.token, 'Starting');
  const here = await one.client({ token: ana.token });
  await join(here, id);
  const left: string[] = [];
  here.on('session:event', ({ action, person }) => action === 'session.leave' && left.push(person?.id ?? ''));
  const third = await cluster.add({}, { sessions: { graceMs: GRACE_MS } });
  expect(await presentIn(third, ana.token, id)).toEqual([ana.user.id]);
  // Longer than the grace period at the third hub.
  await expect.poll(() => performance.now(), { interval: 4 * GRACE_MS }).toBeGreaterThan(performance.now() + 4 * GRACE_MS);
  expect(left).toEqual([]);
  expect(await presentIn(third, ana.token, id)).toEqual([ana.user.id]);
  await one.api(`/sessions/${id}/end`, { method: 'POST', token: ana.token });
  here.disconnect();
});

it('reads the sessions again after Redis was away', async () => {
  const ana = await one.person('operator');
  await cluster.redis.kill();
  const id = await start(ana.token, 'Unheard of');
  const there = await other.client({ token: ana.token });
  // Found in the database, although no message arrived.
  await join(there, id);
  await cluster.restartRedis();
  await one.api(`/sessions/${id}/end`, { method: 'POST', token: ana.token });
  await expect.poll(async () => (await there.emitWithAck('session:join', { sessionId: id })).ok).toBe(false);
  there.disconnect();
});

it('writes a fault of a camera to the log once, whichever hub has the camera', async () => {
  const ana = await one.person('operator');
  const id = await start(ana.token, 'Faults');
  const faults = async (): Promise<string[]> => {
    const log = (await (await other.api(`/sessions/${id}/log`, { token: ana.token })).json()) as SessionLog;
    return log.entries.filter(({ kind }) => kind === 'fault').map(({ action }) => action);
  };
  const statusAt = ({ hub }: TestHub): string | undefined => hub.registry.get('bench')?.state.status;
  const both = (status: string): Promise<void> => expect.poll(() => [one, other].map(statusAt)).toEqual([status, status]);
  await both('idle');
  await camera.close();
  await both('offline');
  await camera.connect(other.url);
  await both('idle');
  await expect.poll(faults).toEqual(['fault.offline', 'fault.recovered']);
  await camera.close();
  await both('offline');
  await camera.connect(one.url);
  await both('idle');
  await expect.poll(faults).toEqual(['fault.offline', 'fault.recovered', 'fault.offline', 'fault.recovered']);
  await one.api(`/sessions/${id}/end`, { method: 'POST', token: ana.token });
});
