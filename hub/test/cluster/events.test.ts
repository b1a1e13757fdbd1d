import type { CameraGroup, Present } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { useTwoHubs } from './start-hubs.ts';
import type { TestClient, TestHub } from '../setup/start-hub.ts';

const { cluster, one, other } = useTwoHubs();

/** The last list of people that a client got. */
function presenceOf(client: TestClient): () => Present[] {
  let last: Present[] = [];
  client.on('presence', (people) => (last = people));
  return () => last;
}

describe('events', () => {
  it('reach the clients of every hub once, also while sent by the other', async () => {
    const { token } = await one.person('contributor');
    const clients = [await one.client({ token }), await other.client({ token })];
    const got: string[][] = [[], []];
    clients.forEach((client, index) => client.on('session:state', ({ title }) => got[index]?.push(title)));
    const camera = await one.connectCamera({ cameraId: 'shared' });
    const start = (hub: TestHub, title: string): Promise<Response> =>
      hub.api('/sessions', { method: 'POST', token, json: { cameraId: 'shared', title } });
    expect((await start(one, 'First')).status).toBe(201);
    await expect.poll(() => got).toEqual([['First'], ['First']]);
    for (const client of clients) client.disconnect();
    await camera.close();
  });

  it('tell the clients of every hub of a group that was created, changed or deleted', async () => {
    const { token } = await one.person('operator');
    const client = await other.client({ token });
    const got: string[] = [];
    client.on('groups:changed', ({ id }) => got.push(id));
    const ask = (path: string, method: string, json?: object): Promise<Response> => one.api(path, { method, token, ...(json && { json }) });
    const { id } = (await (await ask('/camera-groups', 'POST', { name: 'Both' })).json()) as CameraGroup;
    await expect.poll(() => got).toEqual([id]);
    expect((await ask(`/camera-groups/${id}`, 'PATCH', { name: 'Two' })).status).toBe(200);
    await expect.poll(() => got).toEqual([id, id]);
    expect((await ask(`/camera-groups/${id}`, 'DELETE')).status).toBe(204);
    await expect.poll(() => got).toEqual([id, id, id]);
    client.disconnect();
  });

  it('reach local clients while Redis is away, and those of the other hub again afterwards', async () => {
    const { token } = await one.person('admin');
    const [here, there] = [await one.client({ token }), await other.client({ token })];
    const got: Record<string, number> = { here: 0, there: 0 };
    here.on('captures:changed', () => (got['here'] = (got['here'] ?? 0) + 1));
    there.on('captures:changed', () => (got['there'] = (got['there'] ?? 0) + 1));
    const change = (): unknown => one.hub.io.to('events').emit('captures:changed', { change: 'updated', count: 1, ids: [] });
    change();
    await expect.poll(() => got).toEqual({ here: 1, there: 1 });
    await cluster.redis.kill();
    change();
    await expect.poll(() => got['here']).toBe(2);
    await cluster.restartRedis();
    await expect
      .poll(() => {
        change();
        return got['there'];
      })
      .toBeGreaterThan(1);
    here.disconnect();
    there.disconnect();
  });
});

describe('the health', () => {
  it('shows that Redis is away and back, and then the whole state comes again', async () => {
    const { token } = await one.person('viewer');
    const healths: (string | undefined)[] = [];
    const order: string[] = [];
    const client = await one.client({ token }, {}, (fresh) => {
      fresh.on('hub:health', ({ redis }) => healths.push(redis));
      fresh.onAny((event: string) => order.push(event));
    });
    await expect.poll(() => healths.at(-1)).toBe('ok');
    await cluster.redis.kill();
    await expect.poll(() => healths.at(-1)).toBe('unavailable');
    order.length = 0;
    await cluster.restartRedis();
    await expect.poll(() => healths.at(-1)).toBe('ok');
    await expect.poll(() => order).toContain('welcome');
    await expect.poll(() => order.slice(order.indexOf('welcome'))).toContain('cameras');
    client.disconnect();
  });
});

describe('presence', () => {
  it('shows the people of every hub, with one colour each, at every hub', async () => {
    const [ana, ben] = [await one.person('viewer'), await one.person('operator')];
    const here = await one.client({ token: ana.token });
    const seenHere = presenceOf(here);
    const there = await other.client({ token: ben.token });
    const seenThere = presenceOf(there);
    const names = (people: readonly Present[]): string[] => people.map(({ userId }) => userId).toSorted();
    const both = [ana.user.id, ben.user.id].toSorted();
    await expect.poll(() => names(seenHere())).toEqual(both);
    await expect.poll(() => names(seenThere())).toEqual(both);
    // Both were the first at their hub.
    await expect.poll(() => new Set(seenHere().map(({ color }) => color)).size).toBe(2);
    await expect.poll(() => seenThere().toSorted(byUser)).toEqual(seenHere().toSorted(byUser));
    there.disconnect();
    await expect.poll(() => names(seenHere())).toEqual([ana.user.id]);
    here.disconnect();
  });

  it('counts one person with a tab at each hub once', async () => {
    const { token, user } = await one.person('viewer');
    const here = await one.client({ token, clientId: 'a tab' });
    const seen = presenceOf(here);
    const there = await other.client({ token, clientId: 'another tab' });
    const frames = await other.client({ token, clientId: 'a tab', purpose: 'frames' });
    await expect.poll(() => seen().map(({ userId, tabs }) => [userId, tabs])).toEqual([[user.id, 2]]);
    for (const client of [here, there, frames]) client.disconnect();
  });

  it('forgets the people of a hub that ends', async () => {
    const { token, user } = await one.person('viewer');
    const third = await cluster.add();
    const there = await third.client({ token });
    const watcher = await one.client({ token: (await one.person('viewer')).token });
    const seen = presenceOf(watcher);
    await expect.poll(() => seen().some(({ userId }) => userId === user.id)).toBe(true);
    there.disconnect();
    cluster.hubs.splice(cluster.hubs.indexOf(third), 1);
    await third.close();
    await expect.poll(() => seen().some(({ userId }) => userId === user.id)).toBe(false);
    watcher.disconnect();
  });
});

const byUser = (a: Present, b: Present): number => (a.userId < b.userId ? -1 : 1);
