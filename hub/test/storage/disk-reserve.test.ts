import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiskReserve } from '../../src/storage/disk-reserve.ts';
import { startHub, type TestClient, type TestHub } from '../start-hub.ts';

describe('the reserve', () => {
  it('is refused by what it is, and measured no more than once in a second', async () => {
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
    const message = 'The disk of the hub has 100 MB left; 128 MB are kept for the database. Delete captures or make room';
    const attempts = await Promise.allSettled(Array.from({ length: 100 }, () => reserve.assertRoom()));
    expect(attempts.every((attempt) => attempt.status === 'rejected')).toBe(true);
    await expect(reserve.assertRoom()).rejects.toMatchObject({ code: 'no_space', status: 507, message });
    expect(refusals).toBe(101);
    expect(measured).toBeLessThan(50);
  });

  it('lets through what leaves it alone', async () => {
    await new DiskReserve({ folder: '/', reserveBytes: 0 }).assertRoom();
  });
});

describe('a hub on a disk that is almost full', () => {
  let hub: TestHub;
  let token: string;
  let client: TestClient;
  beforeAll(async () => {
    hub = await startHub({ diskReserveBytes: 2 ** 60 });
    token = (await hub.login()).access_token;
    client = await hub.client({ token });
  });
  afterAll(() => hub.close());

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

  it('refuses notes, drawings and joining by events', async () => {
    const sessionId = randomUUID();
    const target = { kind: 'camera', cameraId: 'stage' } as const;
    const shape = { kind: 'text', at: { x: 1, y: 1 }, text: 'x' } as const;
    const refused = { ok: false, error: { code: 'no_space' } };
    expect(await client.emitWithAck('session:note', { sessionId, text: 'x' })).toMatchObject(refused);
    expect(await client.emitWithAck('session:join', { sessionId })).toMatchObject(refused);
    expect(await client.emitWithAck('annotation:put', { id: randomUUID(), target, shape })).toMatchObject(refused);
  });

  it('goes on with reading, deleting and signing in, and counts what it refused', async () => {
    expect((await hub.login()).user.role).toBe('admin');
    expect((await hub.api('/captures', { token })).status).toBe(200);
    expect((await hub.api('/storage/purge', { method: 'POST', token })).status).toBe(200);
    expect((await hub.api(`/presets/${randomUUID()}`, { method: 'DELETE', token })).status).toBe(404);
    const metrics = await (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(metrics).toMatch(/eyepiece_refusals_total\{reason="disk_full"\} \d\d/);
  });
});
