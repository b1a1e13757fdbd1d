import { randomUUID } from 'node:crypto';
import type { Annotation, AnnotationChange, AnnotationPut, AnnotationRevision, AnnotationShape, Capture } from '@eyepiece/shared-types';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { TestClient, TestHub } from '../setup/start-hub.ts';
import { useCamera, useHub } from '../setup/use-hub.ts';

type TestUser = Awaited<ReturnType<TestHub['person']>>;

const hub = useHub();
const camera = useCamera(hub, { cameraId: 'stage' });
let ana: TestUser;
let ben: TestUser;
let anasTab: TestClient;
let bensTab: TestClient;
let changes: AnnotationChange[];

beforeAll(async () => {
  [ana, ben] = [await hub.person('contributor'), await hub.person('contributor')];
  [anasTab, bensTab] = [await hub.client({ token: ana.token }), await hub.client({ token: ben.token })];
  bensTab.on('annotation:changed', (change) => changes.push(change));
});
beforeEach(() => {
  changes = [];
});

const box = (width: number): AnnotationShape => ({ kind: 'rectangle', x: 1, y: 2, width, height: 5 });
const drawing = (changes: Partial<AnnotationPut> = {}): AnnotationPut => ({
  id: randomUUID(),
  target: { kind: 'camera', cameraId: 'stage' },
  shape: box(10),
  ...changes,
});

async function put(client: TestClient, request: AnnotationPut): Promise<AnnotationChange> {
  const reply = await client.emitWithAck('annotation:put', request);
  if (!reply.ok) throw new Error(reply.error.message);
  const { ok: _ok, ...change } = reply;
  return change;
}
async function get<T>(path: string, token = ben.token): Promise<T> {
  const response = await hub.api(path, { token });
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}
const listed = async (query: string): Promise<Annotation[]> =>
  (await get<{ annotations: Annotation[] }>(`/annotations?${query}`)).annotations;

it('are sent to all clients, and listed for later ones', async () => {
  const request = drawing();
  const { annotation } = await put(anasTab, request);
  expect(annotation).toMatchObject({ ...request, revision: 1, author: { id: ana.user.id, name: ana.user.name } });
  await expect.poll(() => changes).toEqual([{ annotation }]);
  expect(await listed('cameraId=stage')).toContainEqual(annotation);

  const second = await put(bensTab, { ...request, shape: box(20), revision: 1 });
  expect(second).toMatchObject({ annotation: { shape: box(20), revision: 2, author: annotation.author, updatedBy: { id: ben.user.id } } });
  await expect.poll(() => changes).toEqual([{ annotation }, second]);
});

it('that two people change at once keep the last change, and all clients get the replaced state', async () => {
  const request = drawing();
  await put(anasTab, request);
  await put(bensTab, { ...request, shape: box(20), revision: 1 });
  const over = await put(anasTab, { ...request, shape: box(30), revision: 1 });
  expect(over).toMatchObject({
    annotation: { shape: box(30), revision: 3 },
    replaced: { shape: box(20), revision: 2, by: { id: ben.user.id, name: ben.user.name }, deleted: false },
  });
  await expect.poll(() => changes.at(-1)).toEqual(over);

  const { revisions } = await get<{ revisions: AnnotationRevision[] }>(`/annotations/${request.id}/history`);
  expect(revisions.map(({ shape, by }) => [shape, by.id])).toEqual([
    [box(10), ana.user.id],
    [box(20), ben.user.id],
    [box(30), ana.user.id],
  ]);
});

it('can be removed only by their author, and restored unchanged', async () => {
  const request = drawing();
  await put(anasTab, request);
  expect(await bensTab.emitWithAck('annotation:remove', { id: request.id })).toMatchObject({
    ok: false,
    error: { code: 'forbidden', message: expect.stringMatching(/drew this: .* role operator/) as string },
  });
  expect(await anasTab.emitWithAck('annotation:remove', { id: request.id })).toMatchObject({ ok: true, annotation: { revision: 2 } });
  await expect.poll(() => changes.at(-1)?.annotation.deletedAt ?? null).not.toBeNull();
  expect((await listed('cameraId=stage')).map(({ id }) => id)).not.toContain(request.id);

  expect(await bensTab.emitWithAck('annotation:restore', { id: request.id })).toMatchObject({ ok: true, annotation: { deletedAt: null } });
  await expect.poll(() => changes.at(-1)?.annotation).toMatchObject({ shape: box(10), revision: 3, deletedAt: null });
});

it('can be drawn on captures', async () => {
  const reply = await anasTab.emitWithAck('capture', { cameraId: 'stage' });
  const capture = (reply as { capture: Capture }).capture;
  const request = drawing({
    target: { kind: 'capture', captureId: capture.id },
    shape: { kind: 'text', at: { x: 3, y: 4 }, text: ' spot ' },
  });
  const { annotation } = await put(anasTab, request);
  expect(annotation.shape).toEqual({ kind: 'text', at: { x: 3, y: 4 }, text: 'spot' });
  expect(await listed(`captureId=${capture.id}`)).toEqual([annotation]);
});

it('survive a restart of the hub', async () => {
  const kept = await listed('cameraId=stage');
  expect(kept.length).toBeGreaterThan(0);
  await hub.restart();
  expect(await listed('cameraId=stage')).toEqual(kept);
  await camera.connect();
  [anasTab, bensTab] = [await hub.client({ token: ana.token }), await hub.client({ token: ben.token })];
});

it('are refused if they are malformed', async () => {
  const refusal = async (request: object): Promise<unknown> => anasTab.emitWithAck('annotation:put', request as AnnotationPut);
  const validation = { ok: false, error: { code: 'validation_failed' } };
  expect(await refusal({ ...drawing(), shape: { kind: 'spiral' } })).toMatchObject(validation);
  expect(await refusal({ ...drawing(), shape: { ...box(1), width: 1e9 } })).toMatchObject(validation);
  expect(await refusal({ ...drawing(), extra: 1 })).toMatchObject(validation);
  expect(await refusal(drawing({ target: { kind: 'camera', cameraId: 'nowhere' } }))).toMatchObject({
    error: { code: 'camera_not_found' },
  });
  expect(await anasTab.emitWithAck('annotation:remove', { id: randomUUID() })).toMatchObject({ error: { code: 'annotation_not_found' } });
  for (const [path, status] of [
    ['/annotations', 400],
    [`/annotations?cameraId=stage&captureId=${randomUUID()}`, 400],
    ['/annotations?cameraId=nowhere', 404],
    [`/annotations?captureId=${randomUUID()}`, 404],
    [`/annotations/${randomUUID()}/history`, 404],
    ['/annotations/not-an-id/history', 404],
  ] as const) {
    expect((await hub.api(path, { token: ana.token })).status, path).toBe(status);
  }
});

it('can be seen but not drawn by viewers', async () => {
  const viewer = await hub.person('viewer');
  const tab = await hub.client({ token: viewer.token });
  expect(await tab.emitWithAck('annotation:put', drawing())).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  const { annotations } = await get<{ annotations: Annotation[] }>('/annotations?cameraId=stage', viewer.token);
  expect(annotations.length).toBeGreaterThan(0);
});
