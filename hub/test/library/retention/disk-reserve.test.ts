import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { DiskReserve } from '../../../src/library/retention/disk-reserve.ts';
import type { TestClient } from '../../setup/start-hub.ts';
import { useHub } from '../../setup/use-hub.ts';

describe('the reserve', () => {
  it('causes refusals with both numbers, and is measured at most once a second', async () => {
    let measured = 0;
    let refusals = 0;
    const reserve = new DiskReserve({
      folder: '/',
      reserveBytes: 128 * 2 ** 20,
      onRefused: () => (refusals += 1),
      freeBytes: () => {
        measured += 1;
        return Promise.resolve(100 * 2 ** 20);
      },
    });
    const message = 'The disk of the hub has 100 MB left; 128 MB are reserved for the database. Delete captures or free space';
    const attempts = await Promise.allSettled(Array.from({ length: 100 }, () => reserve.assertRoom()));
    expect(attempts.every((attempt) => attempt.status === 'rejected')).toBe(true);
    await expect(reserve.assertRoom()).rejects.toMatchObject({ code: 'no_space', status: 507, message });
    expect(refusals).toBe(101);
    expect(measured).toBeLessThan(50);
  });

  it('accepts writes while there is enough space', async () => {
    await new DiskReserve({ folder: '/', reserveBytes: 0 }).assertRoom();
  });
});

/** Routes that still work: sign-in, leaving, orders to cameras and deletion. Captures have their own reserve. */
const STILL_SERVED = [
  'PATCH /users/{id}',
  'POST /auth/login',
  'POST /auth/logout',
  'POST /auth/password',
  'POST /camera/capture',
  'POST /cameras/{id}/captures',
  'POST /cameras/{id}/captures/cancel',
  'POST /cameras/{id}/control',
  'POST /cameras/{id}/feed-url',
  'POST /cameras/{id}/fire',
  'POST /cameras/{id}/jobs',
  'POST /cameras/{id}/jobs/estimate',
  'POST /cameras/{id}/settings/load',
  'POST /cameras/{id}/settings/save',
  'POST /captures/bulk',
  'POST /captures/{id}/restore',
  'POST /jobs/{id}/cancel',
  'POST /jobs/{id}/resume',
  'POST /sessions/{id}/end',
  'POST /sessions/{id}/leave',
  'POST /settings-copies',
  'POST /shots',
  'POST /storage/plan/{id}/apply',
  'POST /storage/purge',
  'PUT /camera/settings',
  'PUT /cameras/{id}/choice',
  'PUT /cameras/{id}/corrections',
  'PUT /cameras/{id}/live',
  'PUT /cameras/{id}/objective',
  'PUT /cameras/{id}/settings',
  'PUT /cameras/{id}/settings/file',
];

describe('a hub on an almost full disk', () => {
  const hub = useHub({ diskReserveBytes: 2 ** 60 });
  let token: string;
  let client: TestClient;
  beforeAll(async () => {
    token = (await hub.login()).access_token;
    client = await hub.client({ token });
  });

  it.each([
    ['POST', '/presets', { name: 'x', settings: { exposure: 8 } }],
    ['POST', '/users', { email: 'a@example.org', name: 'A', role: 'viewer', password: 'a password of the tests' }],
    ['POST', '/sessions', { cameraId: 'stage', title: 'x' }],
    ['POST', `/sessions/${randomUUID()}/notes`, { text: 'x' }],
    ['POST', `/sessions/${randomUUID()}/export`, undefined],
    ['POST', '/downloads', { filter: {} }],
    ['POST', '/shares', { kind: 'live', cameraId: 'stage' }],
    ['POST', '/auth/guest', { share: 'x', name: 'Gil' }],
    ['POST', '/cameras/stage/objectives', { name: 'x' }],
    ['PATCH', `/captures/${randomUUID()}`, { label: 'x' }],
  ])('refuses %s %s', async (method, path, json) => {
    const response = await hub.api(path, { method, token, json });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([507, 'no_space']);
  });

  it('refuses exactly the routes that store more data', async () => {
    const document = (await (await fetch(`${hub.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, Record<string, object>> };
    const served: string[] = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) {
        if (method === 'get' || path.startsWith('/ingest')) continue;
        // Without a sign-in, requests that pass the disk check do nothing.
        const response = await hub.api(path.replace(/\{\w+\}/g, randomUUID()), { method: method.toUpperCase(), json: {} });
        if (response.status !== 507) served.push(`${method.toUpperCase()} ${path.replace('/api/v1', '')}`);
      }
    }
    expect(served.filter((name) => !name.startsWith('DELETE')).sort()).toEqual(STILL_SERVED);
    expect(served).not.toContain('DELETE /sessions/{id}/notes/{entryId}');
  });

  it('refuses bulk edits, but not bulk deletion', async () => {
    const bulk = async (change: object): Promise<number> =>
      (await hub.api('/captures/bulk', { method: 'POST', token, json: { ids: [randomUUID()], change } })).status;
    expect(await bulk({ kind: 'rate', rating: 1 })).toBe(507);
    expect(await bulk({ kind: 'tags', add: ['x'] })).toBe(507);
    expect(await bulk({ kind: 'trash' })).toBe(200);
  });

  it('refuses notes, drawings and joining by socket', async () => {
    const sessionId = randomUUID();
    const target = { kind: 'camera', cameraId: 'stage' } as const;
    const shape = { kind: 'text', at: { x: 1, y: 1 }, text: 'x' } as const;
    const refused = { ok: false, error: { code: 'no_space' } };
    expect(await client.emitWithAck('session:note', { sessionId, text: 'x' })).toMatchObject(refused);
    expect(await client.emitWithAck('session:unnote', { sessionId, entryId: 1 })).toMatchObject(refused);
    expect(await client.emitWithAck('session:join', { sessionId })).toMatchObject(refused);
    expect(await client.emitWithAck('annotation:put', { id: randomUUID(), target, shape })).toMatchObject(refused);
  });

  it('still allows reading, deleting and signing in, and counts refusals', async () => {
    expect((await hub.login()).user.role).toBe('admin');
    expect((await hub.api('/captures', { token })).status).toBe(200);
    expect((await hub.api('/storage/purge', { method: 'POST', token })).status).toBe(200);
    expect((await hub.api(`/presets/${randomUUID()}`, { method: 'DELETE', token })).status).toBe(404);
    const metrics = await (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(metrics).toMatch(/eyepiece_refusals_total\{reason="disk_full"\} \d\d/);
  });
});
