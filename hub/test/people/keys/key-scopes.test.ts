/** What a key receives, keys that are limited to cameras, and the limits for guessing. The matrix is in test/access. */
import type { Capture, CaptureSession, ErrorBody, Job } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { TIMELAPSE } from '../../setup/camera-parts/fake-jobs.ts';
import type { TestClient, TestHub } from '../../setup/start-hub.ts';
import { takeCapture } from '../../sockets/guest-link.ts';
import { outcome, startKeyRig, type KeyRig } from './rig.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const WRONG_KEYS = 3;

let rig: KeyRig;
let hub: TestHub;
let edge: TestHub;
let person: TestClient;
const limits = { ...DEFAULT_LIMITS, guesses: { ...DEFAULT_LIMITS.guesses, perAddress: WRONG_KEYS } };
beforeAll(async () => {
  rig = await startKeyRig({ limits });
  ({ hub, edge } = rig);
  person = await hub.client({ token: rig.admin });
});
afterAll(() => rig.close());

/** A connection that remembers what it has received: the event, and the camera that it names. */
async function listener(at: TestHub, token: string): Promise<Set<string>> {
  const received = new Set<string>();
  await at.client({ token }, {}, (client) => {
    client.onAny((event: string, first: unknown) => {
      const cameras = Array.isArray(first) ? (first as { id?: string }[]).map(({ id = '' }) => id) : [cameraOf(first)];
      for (const camera of cameras) received.add(`${event} ${camera}`.trim());
    });
  });
  return received;
}

function cameraOf(argument: unknown): string {
  if (typeof argument !== 'object' || argument === null) return '';
  const { cameraId, id, capabilities, status } = argument as { cameraId?: string; id?: string; capabilities?: object; status?: string };
  return cameraId ?? (capabilities === undefined && status === undefined ? '' : (id ?? ''));
}

/** Something happens at both cameras: settings, captures, sessions, a job, drawings. */
async function act(): Promise<void> {
  for (const cameraId of ['stage', 'other']) {
    const session = (await (
      await hub.api('/sessions', { method: 'POST', token: rig.admin, json: { cameraId, title: 'Work' } })
    ).json()) as CaptureSession;
    await takeCapture(person, cameraId);
    await person.emitWithAck('settings:update', { cameraId, settings: { gain: Math.random() } });
    await hub.api(`/sessions/${session.id}/notes`, { method: 'POST', token: rig.admin, json: { text: 'a note' } });
    const job = (await (await hub.api(`/cameras/${cameraId}/jobs`, { method: 'POST', token: rig.admin, json: TIMELAPSE })).json()) as Job;
    await hub.api(`/jobs/${job.id}/cancel`, { method: 'POST', token: rig.admin });
    await hub.api(`/sessions/${session.id}/end`, { method: 'POST', token: rig.admin });
  }
}

it('a key receives the events of its scopes and cameras, and no others', async () => {
  const [reader, watcher, limited, all] = [
    await rig.keyOf('admin', { scopes: ['library:read'] }),
    await rig.keyOf('admin', { scopes: ['watch'] }),
    await rig.keyOf('admin', { cameraIds: ['stage'] }),
    await rig.keyOf('admin'),
  ];
  const heard = { reader: await listener(edge, reader.key), watcher: await listener(edge, watcher.key) };
  const [atStage, everything] = [await listener(edge, limited.key), await listener(edge, all.key)];
  await act();
  const LIBRARY = ['capture:created', 'session:state'];
  const LIVE = ['control:state', 'job:progress', 'camera:state'];
  const of = (events: readonly string[], ...cameras: string[]): string[] =>
    events.flatMap((event) => cameras.map((camera) => `${event} ${camera}`));
  const both = of([...LIBRARY, ...LIVE], 'stage', 'other');
  await expect
    .poll(() => [...everything], WAIT)
    .toEqual(expect.arrayContaining([...both, 'session:event', 'cameras stage', 'cameras other']));
  await expect.poll(() => [...heard.reader], WAIT).toEqual(expect.arrayContaining(of(LIBRARY, 'stage', 'other')));
  await expect.poll(() => [...heard.watcher], WAIT).toEqual(expect.arrayContaining(of(LIVE, 'stage', 'other')));
  await expect.poll(() => [...atStage], WAIT).toEqual(expect.arrayContaining(['cameras stage', ...of([...LIBRARY, ...LIVE], 'stage')]));
  // Events arrive in order at one connection, so that by now each has received everything before these.
  const unwanted = (received: ReadonlySet<string>, wanted: readonly RegExp[]): string[] =>
    [...received].filter((one) => !wanted.some((pattern) => pattern.test(one)));
  const ANY = /^(welcome|account|hub:health)$/;
  expect(unwanted(heard.reader, [ANY, /^(capture|captures|session|annotation):/, /^cameras$/])).toEqual([]);
  expect(unwanted(heard.watcher, [ANY, /^(cameras|camera:|control:|job:|presence)/])).toEqual([]);
  expect(unwanted(atStage, [ANY, / stage$/])).toEqual([]);
});

describe('a key that is limited to a camera', () => {
  it('is served there, and refused elsewhere and for requests about no single camera', async () => {
    const { key } = await rig.keyOf('admin', { cameraIds: ['stage'] });
    const [here, there] = [await takeCapture(person, 'stage'), await takeCapture(person, 'other')];
    const get = (path: string): Promise<number | string> => outcome(edge.api(path, { token: key }));
    for (const served of [
      '/cameras/stage',
      '/cameras/stage/settings',
      `/captures/${here.id}`,
      `/captures/${here.id}/file`,
      '/captures?cameraId=stage',
      '/captures/facets?cameraId=stage',
      `/captures/${here.id}/neighbours?cameraId=stage`,
      '/sessions?cameraId=stage',
      `/annotations?captureId=${here.id}`,
    ])
      expect([served, await get(served)]).toEqual([served, 200]);
    for (const refused of [
      '/cameras/other',
      `/captures/${there.id}`,
      `/captures/${there.id}/file`,
      '/captures',
      '/captures?cameraId=other',
      '/captures/timeline',
      `/captures/${here.id}/neighbours`,
      `/captures/${here.id}/neighbours?cameraId=other`,
      '/sessions',
      `/annotations?captureId=${there.id}`,
      '/storage',
      '/users',
      '/audit',
      '/viewers',
    ])
      expect([refused, await get(refused)]).toEqual([refused, 'forbidden']);
    const { cameras } = (await (await edge.api('/cameras', { token: key })).json()) as { cameras: { id: string }[] };
    expect(cameras.map(({ id }) => id)).toEqual(['stage']);
    const message = ((await (await edge.api('/cameras/other', { token: key })).json()) as ErrorBody).message;
    expect(message).toBe('The request is about camera other, and this API key may be used only for stage');
  });

  it('may not watch other cameras, nor see pointers there', async () => {
    const { key } = await rig.keyOf('admin', { cameraIds: ['stage'] });
    const client = await edge.client({ token: key });
    const watch = async (cameraId: string): Promise<string> => {
      const reply = await client.emitWithAck('watch', { cameraId });
      return reply.ok ? 'served' : reply.error.code;
    };
    expect([await watch('stage'), await watch('other')]).toEqual(['served', 'forbidden']);
    expect(await client.emitWithAck('analysis:watch', { cameraId: 'other', histogram: true })).toMatchObject({ ok: false });
    const seen: string[] = [];
    client.on('pointer', ({ cameraId }) => seen.push(cameraId));
    client.emit('presence:update', { view: 'live', cameraId: 'other' });
    await client.emitWithAck('time:sync', {});
    for (const cameraId of ['other', 'stage']) {
      await person.emitWithAck('watch', { cameraId });
      person.emit('pointer', { cameraId, at: { x: 1, y: 1 } });
    }
    await expect.poll(() => seen, WAIT).toContain('stage');
    expect(seen).not.toContain('other');
  });

  it('changes only captures of its cameras', async () => {
    const { key } = await rig.keyOf('admin', { cameraIds: ['stage'] });
    const [here, there]: Capture[] = [await takeCapture(person, 'stage'), await takeCapture(person, 'other')];
    const json = { ids: [here?.id, there?.id], change: { kind: 'rate', rating: 2 } };
    const result: unknown = await (await edge.api('/captures/bulk', { method: 'POST', token: key, json })).json();
    expect(result).toMatchObject({ changed: [here?.id], refused: [{ id: there?.id }] });
  });
});

it('limits wrong keys by address, and serves keys that were right before', async () => {
  const { key } = await rig.keyOf('viewer');
  const use = (token: string): Promise<number | string> => outcome(hub.api('/cameras', { token }));
  expect(await use(key)).toBe(200);
  const [wrong, unknown] = [`${key.slice(0, -5)}AAAAA`, `eyepiece_${'0'.repeat(32)}_${'A'.repeat(43)}`];
  const revoked = await rig.keyOf('viewer');
  await hub.api(`/keys/${revoked.id}`, { method: 'DELETE', token: revoked.token });
  // A program that goes on with a revoked key is no attack.
  for (let n = 0; n < 2 * WRONG_KEYS; n += 1) expect(await use(revoked.key)).toBe('session_expired');
  const outcomes = [await use(wrong), await use(unknown), await use('eyepiece_no-key'), await use(wrong), await use(unknown)];
  expect(outcomes).toEqual(['unauthenticated', 'unauthenticated', 'unauthenticated', 'rate_limited', 'rate_limited']);
  expect(await use(key)).toBe(200);
  await expect(hub.client({ token: unknown })).rejects.toMatchObject({ data: { code: 'rate_limited' } });
  expect((await hub.audit()).find(({ action }) => action === 'key.refused')).toMatchObject({ actorId: null, address: '127.0.0.1' });
});
