/** Limits on the rows that people can create; each refusal names its limit. */
import type { CaptureSession, ErrorBody, GuideCapture, Objective } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { useHub } from '../../setup/use-hub.ts';

const writing = { ...DEFAULT_LIMITS.writing, users: 3, presets: 2, objectivesPerCamera: 2, sessionsPerPersonPerDay: 2 };
const LIMIT_REACHED = [409, 'limit_reached'];

const hub = useHub({}, { limits: { ...DEFAULT_LIMITS, writing } });
let token: string;

beforeAll(async () => {
  token = (await hub.person('operator')).token;
  await hub.camera({ cameraId: 'stage' }).connect();
});

async function ask<Answer>(method: string, path: string, json?: object, as = token): Promise<[number, Answer]> {
  const response = await hub.api(path, { method, token: as, json });
  return [response.status, (response.status === 204 ? undefined : await response.json()) as Answer];
}

async function refusal(path: string, json: object, as = token): Promise<[number, string, string]> {
  const [status, { code, message }] = await ask<ErrorBody>('POST', path, json, as);
  return [status, code, message];
}

it('limits presets until some are deleted', async () => {
  const preset = (name: string): object => ({ name, settings: { exposure: 8 } });
  const [, first] = await ask<{ id: string }>('POST', '/presets', preset('one'));
  expect((await ask('POST', '/presets', preset('two')))[0]).toBe(201);
  expect(await refusal('/presets', preset('three'))).toEqual([...LIMIT_REACHED, 'There are 2 presets, which is the limit']);
  await ask('DELETE', `/presets/${first.id}`);
  expect((await ask('POST', '/presets', preset('three')))[0]).toBe(201);
});

it('limits the objectives of a camera', async () => {
  const path = '/cameras/stage/objectives';
  for (const name of ['10x', '20x']) expect((await ask<Objective>('POST', path, { name, umPerPixel: 1 }))[0]).toBe(201);
  expect(await refusal(path, { name: '40x', umPerPixel: 1 })).toEqual([
    ...LIMIT_REACHED,
    'This camera has 2 objectives, which is the limit',
  ]);
});

it('limits accounts', async () => {
  const { access_token: admin } = await hub.login();
  const account = (name: string): object => ({ email: `${name}@example.org`, name, role: 'viewer', password: 'a password of the tests' });
  expect((await ask('POST', '/users', account('ana'), admin))[0]).toBe(201);
  expect(await refusal('/users', account('ben'), admin)).toEqual([...LIMIT_REACHED, 'There are 3 accounts, which is the limit']);
});

it('limits the sessions that a person starts in a day', async () => {
  for (const title of ['one', 'two']) {
    const [status, { id }] = await ask<CaptureSession>('POST', '/sessions', { cameraId: 'stage', title });
    expect(status).toBe(201);
    await ask('POST', `/sessions/${id}/end`);
  }
  const refused = await refusal('/sessions', { cameraId: 'stage', title: 'three' });
  expect(refused).toEqual([...LIMIT_REACHED, 'A person may start at most 2 sessions per day']);
});

it('limits the number and length of tags of a capture, also in bulk changes', async () => {
  const [, { id }] = await ask<GuideCapture>('POST', '/cameras/stage/captures', {});
  const tags = (count: number, of: string): string[] => Array.from({ length: count }, (_, n) => `${of} ${String(n)}`);
  const patch = (body: object): Promise<[number, ErrorBody]> => ask<ErrorBody>('PATCH', `/captures/${id}`, body);
  expect((await patch({ tags: tags(33, 'a') }))[1]).toMatchObject({ code: 'validation_failed', issues: [{ path: 'tags', max: 32 }] });
  expect((await patch({ tags: ['x'.repeat(65)] }))[1]).toMatchObject({ code: 'validation_failed', issues: [{ path: 'tags.0' }] });
  expect((await patch({ tags: tags(32, 'a') }))[0]).toBe(200);
  const change = { ids: [id], change: { kind: 'tags', add: ['b'] } };
  const [, bulk] = await ask<{ changed: string[]; refused: { message: string }[] }>('POST', '/captures/bulk', change);
  expect(bulk).toMatchObject({ changed: [], refused: [{ message: 'It would have 33 tags; the limit is 32' }] });
});
