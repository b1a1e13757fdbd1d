import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../hub/clients/hub-client.ts';
import type { Session } from '../people/session.svelte.ts';
import { SharedPointers } from './shared-pointers.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function rig() {
  const events = new Emitter<HubEvents>();
  const point = vi.fn();
  const hub = { events, control: { point } } as unknown as HubClient;
  const pointers = new SharedPointers({ hub, session: { user: { id: 'ana' } } as unknown as Session });
  const undo = pointers.follow('a');
  const points = (userId: string, x: number | null, cameraId = 'a') =>
    events.emit('pointer', { cameraId, userId, name: userId, at: x === null ? null : { x, y: 0 } });
  return { pointers, point, points, undo, names: () => pointers.others.map(({ userId, at }) => `${userId} ${at.x}`) };
}

it('shows one pointer per user of this camera, until it expires', () => {
  const { points, names } = rig();
  points('ben', 1);
  points('cleo', 2);
  points('ben', 3);
  points('ben', 9, 'b');
  points('ana', 4);
  expect(names().sort()).toEqual(['ben 3', 'cleo 2']);
  points('cleo', null);
  expect(names()).toEqual(['ben 3']);
  vi.advanceTimersByTime(4000);
  points('ben', 5);
  vi.advanceTimersByTime(4900);
  expect(names()).toEqual(['ben 5']);
  vi.advanceTimersByTime(200);
  expect(names()).toEqual([]);
});

it('shares positions only while the tool is selected, and reports its end', () => {
  const { pointers, point, undo } = rig();
  pointers.point({ x: 1, y: 1 });
  expect(point).not.toHaveBeenCalled();
  pointers.toggle();
  pointers.point({ x: 2, y: 2 });
  expect(point).toHaveBeenLastCalledWith('a', { x: 2, y: 2 });
  pointers.point(null);
  expect(point).toHaveBeenLastCalledWith('a', null);
  pointers.point({ x: 3, y: 3 });
  undo();
  expect(point).toHaveBeenLastCalledWith('a', null);
  expect(pointers.sharing).toBe(false);
});
