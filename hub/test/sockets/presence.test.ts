import type { Pointer, Present } from '@eyepiece/shared-types';
import { preferredColor } from '@eyepiece/shared-types/people/person-color';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { TestClient, TestHub } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

type TestUser = Awaited<ReturnType<TestHub['person']>>;

const hub = useHub();
let ana: TestUser;
let ben: TestUser;
const tabs: TestClient[] = [];

beforeAll(async () => {
  for (const cameraId of ['left', 'right']) await hub.camera({ cameraId }).connect();
  [ana, ben] = [await hub.person('viewer'), await hub.person('operator')];
});
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.disconnect();
});

interface Tab {
  readonly client: TestClient;
  readonly pointers: Pointer[];
  people: Present[];
}

async function open({ token }: { token: string }, clientId?: string): Promise<Tab> {
  const client = await hub.client({ token, ...(clientId !== undefined && { clientId }) });
  tabs.push(client);
  const tab: Tab = { client, pointers: [], people: [] };
  client.on('pointer', (pointer) => tab.pointers.push(pointer));
  client.on('presence', (people) => (tab.people = people));
  return tab;
}
const watch = (tab: Tab, cameraId: string) => tab.client.emitWithAck('watch', { cameraId });
const point = (tab: Tab, cameraId: string, x: number | null): void => {
  tab.client.emit('pointer', { cameraId, at: x === null ? null : { x, y: 1 } });
};
/** Resolves when the hub has handled all earlier messages of the tab. */
const settle = (tab: Tab) => tab.client.emitWithAck('time:sync', {});

it('lists people with their views, cameras and permanent colours', async () => {
  const anas = await open(ana);
  const bens = await open(ben);
  const [first, second] = [preferredColor(ana.user.id), preferredColor(ben.user.id)];
  const colors = { ana: first, ben: second === first ? Number(first === 0) : second };
  await watch(anas, 'left');
  bens.client.emit('presence:update', { view: 'library' });
  await expect
    .poll(() => anas.people)
    .toEqual([
      {
        userId: ana.user.id,
        name: ana.user.name,
        role: 'viewer',
        tabs: 1,
        cameraIds: ['left'],
        view: 'live',
        guest: false,
        color: colors.ana,
      },
      {
        userId: ben.user.id,
        name: ben.user.name,
        role: 'operator',
        tabs: 1,
        cameraIds: [],
        view: 'library',
        guest: false,
        color: colors.ben,
      },
    ]);
  anas.client.disconnect();
  await expect.poll(() => bens.people.map(({ color }) => color)).toEqual([colors.ben]);
  await open(ana);
  await expect
    .poll(() => bens.people.map(({ name, color }) => [name, color]))
    .toEqual([
      [ben.user.name, colors.ben],
      [ana.user.name, colors.ana],
    ]);
});

it('shows a pointer to other tabs that watch the camera', async () => {
  const anas = await open(ana);
  const bens = await open(ben);
  const elsewhere = await open(ben);
  const frames = await hub.client({ token: ben.token, clientId: 'one-tab', purpose: 'frames' });
  tabs.push(frames);
  const twoConnections = await open(ben, 'one-tab');
  await watch(bens, 'left');
  await watch(elsewhere, 'right');
  await frames.emitWithAck('watch', { cameraId: 'left' });
  point(anas, 'left', 7);
  const pointer = { cameraId: 'left', at: { x: 7, y: 1 }, userId: ana.user.id, name: ana.user.name };
  await expect.poll(() => bens.pointers.at(-1)).toEqual(pointer);
  await expect.poll(() => twoConnections.pointers.at(-1)).toEqual(pointer);
  expect(elsewhere.pointers).toEqual([]);
  // A view that reports its camera counts before it gets the first frame.
  elsewhere.client.emit('presence:update', { view: 'live', cameraId: 'left' });
  await settle(elsewhere);
  point(anas, 'left', 8);
  await expect.poll(() => elsewhere.pointers.at(-1)?.at?.x).toBe(8);
  expect(anas.pointers).toEqual([]);
});

it('passes on the newest of many moves, and removes the pointer when its connection closes', async () => {
  const anas = await open(ana);
  const bens = await open(ben);
  await watch(bens, 'left');
  for (let x = 1; x <= 200; x++) point(anas, 'left', x);
  await expect.poll(() => bens.pointers.at(-1)?.at?.x).toBe(200);
  expect(bens.pointers.length).toBeLessThan(50);
  anas.client.disconnect();
  await expect.poll(() => bens.pointers.at(-1)).toEqual({ cameraId: 'left', at: null, userId: ana.user.id, name: ana.user.name });
});

it('ignores malformed pointers', async () => {
  const anas = await open(ana);
  const bens = await open(ben);
  await watch(bens, 'left');
  anas.client.emit('pointer', { cameraId: 'left', at: { x: Number.NaN, y: 0 } });
  anas.client.emit('pointer', { cameraId: 'left' } as never);
  anas.client.emit('pointer', 'nonsense' as never);
  point(anas, 'nowhere', 1);
  await settle(anas);
  point(anas, 'left', 3);
  await expect.poll(() => bens.pointers.at(-1)?.at?.x).toBe(3);
  expect(new Set(bens.pointers.map(({ at }) => at?.x))).toEqual(new Set([3]));
});
