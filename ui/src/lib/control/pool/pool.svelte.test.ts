import type { CameraGroup, CameraState, CreateShot, Shot, UpdateCameraGroup, User } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { Emitter } from '@eyepiece/client/emitter';
import { HubError } from '@eyepiece/client/hub-error';
import type { Session } from '../../people/session.svelte.ts';
import type { Cameras } from '../cameras.svelte.ts';
import { Pool } from './pool.svelte.ts';

const GROUP: CameraGroup = { id: 'g', name: 'Pair', cameraIds: ['b', 'a'], createdAt: '2026-11-22T14:15:03Z' };
const SHOT = { id: 's', results: [] as Shot['results'] } as Shot;

function make(user: Partial<User> = { role: 'operator' }) {
  const takeShot = vi.fn((_order: CreateShot) => Promise.resolve(SHOT));
  const updateGroup = vi.fn((_id: string, _change: UpdateCameraGroup) => Promise.resolve(GROUP));
  const listGroups = vi.fn(() => Promise.resolve([GROUP]));
  const copySettings = vi.fn(() => Promise.resolve({ results: [] }));
  const cameras = { list: ['a', 'b', 'c'].map((id) => ({ id }) as CameraState) };
  const events = new Emitter<HubEvents>();
  const hub = { events, pool: { takeShot, updateGroup, copySettings, listGroups } };
  const session = { user, handleError: (error: unknown) => error as HubError };
  const pool = new Pool({
    hub: hub as unknown as HubClient,
    cameras: cameras as unknown as Cameras,
    session: session as unknown as Session,
    lease: { quietly: (_ids, order) => order() },
  });
  return { pool, events, takeShot, updateGroup, listGroups, copySettings };
}

it('means all cameras without a selection, and the selected ones in the order of the wall', () => {
  const { pool } = make();
  expect(pool.targets).toEqual(['a', 'b', 'c']);
  pool.setSelecting(true);
  pool.toggle('c');
  pool.toggle('a');
  expect(pool.targets).toEqual(['a', 'c']);
  pool.toggle('a');
  expect(pool.targets).toEqual(['c']);
  pool.setSelecting(false);
  expect(pool.targets).toEqual(['a', 'b', 'c']);
});

it('captures with a group when exactly its cameras are selected, else with the cameras', async () => {
  const { pool, takeShot } = make();
  await pool.load();
  pool.select(['a', 'b']);
  expect(pool.group).toEqual(GROUP);
  await pool.capture();
  pool.toggle('b');
  await pool.capture();
  expect(takeShot.mock.calls).toEqual([[{ groupId: 'g' }], [{ cameraIds: ['a'] }]]);
  expect(pool.shot).toEqual(SHOT);
});

it('sends one order at a time, and the next after a failure', async () => {
  const { pool, takeShot } = make();
  takeShot.mockRejectedValueOnce(new HubError('hub_unreachable', 'gone'));
  const first = pool.capture();
  await pool.capture();
  await expect(first).rejects.toThrow('gone');
  expect(takeShot).toHaveBeenCalledTimes(1);
  await pool.capture();
  expect(takeShot).toHaveBeenCalledTimes(2);
  expect(pool.busy).toBe(false);
});

it('follows the groups that others change, and lets an older answer change nothing', async () => {
  const { pool, events, listGroups } = make();
  const slow = Promise.withResolvers<CameraGroup[]>();
  listGroups.mockReturnValueOnce(slow.promise);
  const end = pool.follow();
  const renamed = { ...GROUP, name: 'Two' };
  listGroups.mockResolvedValueOnce([renamed]);
  events.emit('groupsChanged');
  await vi.waitFor(() => expect(pool.groups).toEqual([renamed]));
  slow.resolve([GROUP]);
  await slow.promise;
  await Promise.resolve();
  expect(pool.groups).toEqual([renamed]);
  end();
  events.emit('groupsChanged');
  expect(listGroups).toHaveBeenCalledTimes(2);
});

it('loads the groups once a second, however often a program changes them', async () => {
  vi.useFakeTimers();
  try {
    const { pool, events, listGroups } = make();
    const end = pool.follow();
    const changeOften = (): void => Array.from({ length: 100 }).forEach(() => events.emit('groupsChanged'));
    changeOften();
    expect(listGroups).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(listGroups).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(listGroups).toHaveBeenCalledTimes(3);
    changeOften();
    end();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(listGroups).toHaveBeenCalledTimes(4);
  } finally {
    vi.useRealTimers();
  }
});

it('keeps the known groups when they cannot be loaded, and says why', async () => {
  const { pool, events, listGroups } = make();
  pool.follow();
  await vi.waitFor(() => expect(pool.groups).toEqual([GROUP]));
  listGroups.mockRejectedValueOnce(new HubError('hub_unreachable', 'gone'));
  events.emit('cameras', []);
  await vi.waitFor(() => expect(pool.request.error?.message).toBe('gone'));
  expect(pool.groups).toEqual([GROUP]);
});

it('changes a group by the difference to the selection', async () => {
  const { pool, updateGroup } = make();
  pool.select(['a', 'c', 'forgotten']);
  await pool.setCameras(GROUP);
  expect(updateGroup).toHaveBeenCalledWith('g', { add: ['c'], remove: ['b'] });
});

it('copies from a camera to the other targets', async () => {
  const { pool, copySettings } = make();
  await pool.copy('b', ['gain']);
  expect(copySettings).toHaveBeenCalledWith({ from: 'b', cameraIds: ['a', 'c'], settings: ['gain'] });
});

it('says why the user cannot: by the highest role for cameras, by that of the account for groups', () => {
  const { pool } = make({ role: 'viewer', cameraRoles: [{ cameraId: 'a', role: 'operator' }] });
  expect([pool.whyNot('capture'), pool.whyNot('control')]).toEqual([null, null]);
  expect(pool.whyNotEdit).not.toBeNull();
});
