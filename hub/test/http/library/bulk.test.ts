/** Changes of many captures over HTTP, with history, sidecars and events. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BulkResult, Capture, CaptureRevision } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { filesBelow } from '../../library/captures/folders-below.ts';
import { useLibrary } from './use-library.ts';

const bench = useLibrary();
const { add, get, hub, post } = bench;

it('changes many captures, each with the permissions of a single edit, with history and sidecars', async () => {
  const contributor = await hub.person('contributor');
  const own = await add({ user: { id: contributor.user.id, name: contributor.user.name }, tags: ['a', 'b'] });
  const others = await add({ tags: ['a'] });
  const missing = randomUUID();
  const client = await hub.client({ token: bench.admin.access_token });
  const updated = once(client as never, 'capture:updated');
  const change = { kind: 'tags', add: ['c'], remove: ['a'] };
  const response = await post('/captures/bulk', { ids: [own, others, missing], change }, contributor.token);
  const result = (await response.json()) as BulkResult;
  expect(result.changed).toEqual([own]);
  expect(result.refused.map(({ id }) => id).sort()).toEqual([others, missing].sort());
  expect(((await updated) as [Capture])[0]).toMatchObject({ id: own, tags: ['b', 'c'] });

  expect((await post('/captures/bulk', { ids: [own, others], change: { kind: 'rate', rating: 4 } })).status).toBe(200);
  expect((await hub.api(`/captures/${own}`, { method: 'PATCH', token: contributor.token, json: { label: 'mine' } })).status).toBe(200);
  const { revisions } = await get<{ revisions: CaptureRevision[] }>(`/captures/${own}/history`);
  expect(revisions).toMatchObject([
    { action: 'captured', by: contributor.user.name },
    { action: 'edited', by: contributor.user.name, changes: { tags: { before: ['a', 'b'], after: ['b', 'c'] } } },
    { action: 'edited', changes: { rating: { before: 0, after: 4 } } },
    { action: 'edited', by: contributor.user.name, changes: { label: { before: null, after: 'mine' } } },
  ]);

  const { sha256 } = await get<Capture>(`/captures/${others}`);
  const folder = join(hub.dataDir, 'captures');
  const sidecar = (await filesBelow(folder)).find((path) => path.includes(`${others}.${sha256.slice(0, 16)}`) && path.endsWith('.json'));
  // Sidecars are written in the background.
  await expect
    .poll(async () => JSON.parse(await readFile(join(folder, sidecar ?? ''), 'utf8')) as Capture)
    .toMatchObject({ tags: ['a'], rating: 4 });
});

it('announces a bulk change in one event', async () => {
  const [one, two] = [await add(), await add()];
  const client = await hub.client({ token: bench.admin.access_token });
  const events: string[] = [];
  client.onAny((event: string) => events.push(event));
  for (const change of [{ kind: 'rate', rating: 3 }, { kind: 'trash' }, { kind: 'purge' }]) {
    const changed = once(client as never, 'captures:changed');
    await post('/captures/bulk', { ids: [one, two], change });
    const kinds: Record<string, string> = { rate: 'updated', trash: 'deleted', purge: 'purged' };
    expect(await changed).toEqual([{ change: kinds[change.kind], count: 2, ids: [one, two].toSorted() }]);
  }
  expect(events.filter((event) => event.startsWith('capture:'))).toEqual([]);
});

it('purges only captures in the trash, only for administrators', async () => {
  const operator = await hub.person('operator');
  const [trashed, kept] = [await add(), await add()];
  expect((await post('/captures/bulk', { ids: [trashed], change: { kind: 'trash' } }, operator.token)).status).toBe(200);
  const change = { kind: 'purge' };
  expect((await post('/captures/bulk', { ids: [trashed], change }, operator.token)).status).toBe(403);
  const client = await hub.client({ token: bench.admin.access_token });
  const purged = once(client as never, 'capture:purged');
  const result = (await (await post('/captures/bulk', { ids: [trashed, kept], change })).json()) as BulkResult;
  expect(result).toMatchObject({ changed: [trashed], refused: [{ id: kept }] });
  expect(await purged).toMatchObject([{ id: trashed }]);
  expect((await hub.api(`/captures/${trashed}`, { token: bench.admin.access_token })).status).toBe(404);
  await expect.poll(async () => (await filesBelow(hub.dataDir)).filter((path) => path.includes(trashed))).toEqual([]);
});
