/** Groups of cameras, and pictures of several cameras by one order. */
import { randomUUID } from 'node:crypto';
import {
  RPC_ERROR,
  type CameraGroup,
  type Capture,
  type CapturePage,
  type CaptureParams,
  type Download,
  type ErrorBody,
  type Shot,
} from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { createKey } from '../../setup/keys.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import { useCamera, useHub } from '../../setup/use-hub.ts';

const WAIT = { timeout: 60_000 };
const hub = useHub({}, { limits: { ...DEFAULT_LIMITS, writing: { ...DEFAULT_LIMITS.writing, cameraGroups: 3 } } });
const left = useCamera(hub, { cameraId: 'left' });
const right = useCamera(hub, { cameraId: 'right' });
const third = useCamera(hub, { cameraId: 'third' });
let token: string;
beforeAll(async () => {
  token = (await hub.login()).access_token;
  for (const camera of [left, right, third]) {
    await vi.waitFor(() => expect(hub.hub.registry.get(camera.id)?.link?.clock.isKnown).toBe(true), WAIT);
  }
});

async function ask<Answer>(method: string, path: string, json?: object, as = token): Promise<[status: number, Answer]> {
  const response = await hub.api(path, { method, token: as, ...(json && { json }) });
  const text = await response.text();
  return [response.status, (text === '' ? undefined : JSON.parse(text)) as Answer];
}
async function group(name: string, cameraIds: string[]): Promise<CameraGroup> {
  const [status, made] = await ask<CameraGroup>('POST', '/camera-groups', { name, cameraIds });
  expect(status).toBe(201);
  return made;
}
async function shoot(order: object, as = token): Promise<Shot> {
  const [status, shot] = await ask<Shot>('POST', '/shots', order, as);
  expect(status).toBe(201);
  return shot;
}
const remove = (id: string): Promise<unknown> => ask('DELETE', `/camera-groups/${id}`);
const capturesOf = async (shotId: string): Promise<Capture[]> => (await ask<CapturePage>('GET', `/captures?shotId=${shotId}`))[1].captures;

/** What the camera does when it is told to take a picture, until the returned function is called. */
function capturing(camera: FakeCamera, take: (params: CaptureParams) => unknown): () => void {
  const before = camera.on['capture'];
  camera.on['capture'] = take;
  return () => void (before && (camera.on['capture'] = before));
}

describe('a group of cameras', () => {
  it('has a unique name of up to 80 characters and known cameras, each once', async () => {
    const made = await group('x'.repeat(80), ['left', 'right', 'left']);
    expect(made.cameraIds).toEqual(['left', 'right']);
    expect(await ask('POST', '/camera-groups', { name: 'X'.repeat(80) })).toMatchObject([409, { code: 'conflict' }]);
    expect(await ask('POST', '/camera-groups', { name: 'y'.repeat(81) })).toMatchObject([400, { issues: [{ path: 'name', max: 80 }] }]);
    expect(await ask('POST', '/camera-groups', { name: 'y', cameraIds: ['left', 'lost'] })).toMatchObject([
      400,
      { issues: [{ path: 'cameraIds.1', value: 'lost' }] },
    ]);
    const many = Array.from({ length: 201 }, (_, at) => `cam-${String(at)}`);
    expect(await ask('POST', '/camera-groups', { name: 'y', cameraIds: many })).toMatchObject([
      400,
      { issues: [{ path: 'cameraIds', max: 200 }] },
    ]);
    await remove(made.id);
  });

  it('is changed by two people at the same time without losing a camera', async () => {
    const made = await group('Bench', ['left']);
    const path = `/camera-groups/${made.id}`;
    await Promise.all([ask('PATCH', path, { add: ['right'] }), ask('PATCH', path, { add: ['third'], name: 'Bench 2' })]);
    const [, changed] = await ask<CameraGroup>('PATCH', path, { remove: ['left'] });
    expect(changed).toMatchObject({ name: 'Bench 2' });
    expect(changed.cameraIds.toSorted()).toEqual(['right', 'third']);
    await remove(made.id);
    expect(await ask('PATCH', path, { name: 'late' })).toMatchObject([404, { code: 'not_found' }]);
  });

  it('loses a camera that is forgotten', async () => {
    const gone = await hub.connectCamera({ cameraId: 'gone' });
    const made = await group('Leaving', ['gone', 'left']);
    await gone.close();
    await expect.poll(async () => (await ask('DELETE', '/cameras/gone'))[0], WAIT).toBe(204);
    const [, { groups }] = await ask<{ groups: CameraGroup[] }>('GET', '/camera-groups');
    expect(groups.find(({ id }) => id === made.id)?.cameraIds).toEqual(['left']);
    await remove(made.id);
  });

  it('is one of a limited number', async () => {
    const made = [await group('one', []), await group('two', []), await group('three', [])];
    expect(await ask('POST', '/camera-groups', { name: 'four' })).toMatchObject([
      409,
      { code: 'limit_reached', message: /3 camera groups/ },
    ]);
    for (const { id } of made) await remove(id);
  });

  it('shows an API key only the cameras that it may be used for', async () => {
    const made = [await group('Both', ['left', 'right']), await group('Right', ['right'])];
    const { key } = await createKey(hub, token, { name: 'Left', scopes: ['watch', 'capture', 'library:read'], cameraIds: ['left'] });
    const [, { groups }] = await ask<{ groups: CameraGroup[] }>('GET', '/camera-groups', undefined, key);
    expect(groups).toMatchObject([{ name: 'Both', cameraIds: ['left'] }]);
    const shot = await shoot({ groupId: made[0]?.id }, key);
    expect(shot.results).toMatchObject([
      { cameraId: 'left', state: 'stored' },
      { cameraId: 'right', state: 'failed', error: { code: 'forbidden' } },
    ]);
    for (const { id } of made) await remove(id);
  });
});

describe('a shot', () => {
  it('takes a picture with every camera, and states how far apart they began', async () => {
    const made = await group('Stage', ['left', 'right']);
    const shot = await shoot({ groupId: made.id, capture: { label: 'both', tags: ['pair'] } });
    expect(shot).toMatchObject({ group: { id: made.id, name: 'Stage' }, by: { name: expect.any(String) as string } });
    const [one, other] = shot.results;
    expect([one, other]).toMatchObject([
      { cameraId: 'left', state: 'stored' },
      { cameraId: 'right', state: 'stored' },
    ]);
    const starts = shot.results.map(({ exposure }) => exposure?.startUs ?? NaN);
    expect(shot.spread).toMatchObject({ spreadUs: Math.max(...starts) - Math.min(...starts), cameras: 2 });
    expect(shot.spread?.uncertaintyUs).toBe((one?.exposure?.uncertaintyUs ?? NaN) + (other?.exposure?.uncertaintyUs ?? NaN));

    const captures = await capturesOf(shot.id);
    expect(captures.map(({ cameraId }) => cameraId).toSorted()).toEqual(['left', 'right']);
    for (const capture of captures) {
      expect(capture).toMatchObject({ label: 'both', tags: ['pair'], shot: { id: shot.id, size: 2, group: { name: 'Stage' } } });
      expect(capture.shot?.spread).toEqual(shot.spread);
      expect(capture.exposureStart).toEqual(shot.results.find(({ cameraId }) => cameraId === capture.cameraId)?.exposure);
    }
    expect((await ask<Shot>('GET', `/shots/${shot.id}`))[1]).toEqual(shot);
    const [, download] = await ask<Download>('POST', '/downloads', { filter: { shotId: shot.id }, sidecars: false });
    expect(download.files).toBe(2);
    await remove(made.id);
  });

  it('goes on when a camera is off, full, or leased by another person', async () => {
    const holder = await hub.person('operator');
    expect((await ask('POST', '/cameras/third/control', { action: 'request' }, holder.token))[0]).toBe(200);
    const restore = capturing(right, () => {
      throw new RpcFailure({ code: RPC_ERROR.noSpace, message: 'the disk of the camera service is full' });
    });
    const shot = await shoot({ cameraIds: ['left', 'right', 'third', 'lost'], capture: { exposure: 5 } });
    expect(shot.results).toMatchObject([
      { cameraId: 'left', state: 'stored' },
      { cameraId: 'right', state: 'failed', error: { code: 'no_space', message: 'the disk of the camera service is full' } },
      { cameraId: 'third', state: 'failed', error: { code: 'control_held' } },
      { cameraId: 'lost', state: 'failed', error: { code: 'camera_not_found' } },
    ]);
    expect(shot.spread).toBeNull();
    restore();
    await ask('POST', '/cameras/third/control', { action: 'release' }, holder.token);
    await third.close();
    await expect.poll(() => hub.hub.registry.get('third')?.online, WAIT).toBe(false);
    expect((await shoot({ cameraIds: ['left', 'third'] })).results).toMatchObject([
      { state: 'stored' },
      { error: { code: 'camera_offline' } },
    ]);
    await third.connect();
    await ask('POST', '/cameras/left/control', { action: 'release' });
  });

  it('asks all cameras before the first one answers', async () => {
    const asked: string[] = [];
    const all = Promise.withResolvers<undefined>();
    const restores = [left, right, third].map((camera) => {
      const take = camera.on['capture'];
      return capturing(camera, async (params) => {
        asked.push(camera.id);
        if (asked.length === 3) all.resolve(undefined);
        await all.promise;
        return take?.(params as never);
      });
    });
    const shot = await shoot({ cameraIds: ['left', 'right', 'third'] });
    expect(shot.results.map(({ state }) => state)).toEqual(['stored', 'stored', 'stored']);
    for (const restore of restores) restore();
  });

  it('is carried out once for each id: at the same time, afterwards, and after the hub has started again', async () => {
    const id = randomUUID();
    let taken = 0;
    const take = left.on['capture'];
    const restore = capturing(left, (params) => {
      taken += 1;
      return take?.(params as never);
    });
    const order = { id, cameraIds: ['left', 'right'] };
    const answers = await Promise.all([shoot(order), shoot(order)]);
    expect(answers[1]).toEqual(answers[0]);
    expect(await shoot({ id, cameraIds: ['left'] })).toEqual(answers[0]);
    const other = await hub.person('contributor');
    expect(await ask('POST', '/shots', order, other.token)).toMatchObject([409, { code: 'conflict' }]);
    expect(taken).toBe(1);
    restore();
    await hub.restart();
    await Promise.all([left, right, third].map((camera) => camera.connect()));
    expect(await shoot(order)).toEqual(answers[0]);
    for (let at = 0; at < 10; at += 1) await shoot({ cameraIds: ['left', 'right'] });
    expect(await capturesOf(id)).toHaveLength(2);
  });

  it('shows captures that arrive after its answer', async () => {
    const kept: CaptureParams[] = [];
    const restore = capturing(right, async (params) => {
      kept.push(params);
      return { capture: (await right.makeCapture(params)).metadata };
    });
    const shot = await shoot({ cameraIds: ['left', 'right'], capture: { answerWhen: 'kept' } });
    expect(shot.results.map(({ state }) => state)).toEqual(['kept', 'kept']);
    expect(shot.spread?.cameras).toBe(2);
    restore();
    const [params] = kept;
    if (!params) throw new Error('the camera was not asked');
    const { metadata, jpeg } = await right.makeCapture(params);
    expect((await right.upload(metadata, jpeg)).status).toBe(201);
    await expect
      .poll(async () => (await ask<Shot>('GET', `/shots/${shot.id}`))[1].results.map(({ state }) => state), WAIT)
      .toEqual(['stored', 'stored']);
  });

  it('needs cameras, and the right to take pictures at one of them', async () => {
    const empty = await group('Empty', []);
    expect(await ask('POST', '/shots', { groupId: empty.id })).toMatchObject([409, { message: 'The group "Empty" has no cameras' }]);
    await remove(empty.id);
    expect(await ask('POST', '/shots', { groupId: empty.id })).toMatchObject([404, { code: 'not_found' }]);
    for (const order of [{}, { cameraIds: [] }, { cameraIds: ['left'], groupId: empty.id }]) {
      expect(await ask<ErrorBody>('POST', '/shots', order)).toMatchObject([400, { issues: [{ path: 'cameraIds' }] }]);
    }
    const viewer = await hub.person('viewer');
    expect(await ask('POST', '/shots', { cameraIds: ['left', 'right'] }, viewer.token)).toMatchObject([403, { code: 'forbidden' }]);
    expect(await ask('GET', `/shots/${randomUUID()}`)).toMatchObject([404, { code: 'not_found' }]);
  });
});
