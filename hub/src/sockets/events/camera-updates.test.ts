import type { CameraChange, CameraState, DescribedCamera } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CameraUpdates } from './camera-updates.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listen() {
  const camera = { state: { id: 'a', name: 'Left', capabilities: { features: {} }, viewers: 0, jobs: [] } as unknown as CameraState };
  const described: DescribedCamera[] = [];
  const changes: CameraChange[] = [];
  const listeners = {
    described: (one: DescribedCamera) => void described.push(one),
    changed: (one: CameraChange) => void changes.push(one),
  };
  const updates = new CameraUpdates(camera, listeners, () => Date.now());
  const set = (change: object): void => {
    camera.state = { ...camera.state, ...change };
    updates.touch();
  };
  return { set, described, changes, updates };
}

it('announces the first change at once, then at most four a second, and always the last', () => {
  const { set, changes } = listen();
  for (let viewers = 1; viewers <= 200; viewers += 1) {
    set({ viewers });
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(250);
  expect(changes.map(({ viewers }) => viewers)).toEqual([1, 50, 100, 150, 200]);
});

it('announces description and jobs only when they change', () => {
  const { set, described, changes } = listen();
  set({ viewers: 1 });
  expect(described).toEqual([]);
  expect(changes[0]).toEqual({ id: 'a', viewers: 1 });
  vi.advanceTimersByTime(250);
  set({ capabilities: { features: {} } }); // another hello with the same content
  expect(described).toEqual([]);
  vi.advanceTimersByTime(250);
  set({ name: 'Right', jobs: [{ id: 'j' }] });
  expect(described).toMatchObject([{ id: 'a', name: 'Right' }]);
  expect(changes.at(-1)).toEqual({ id: 'a', viewers: 1, jobs: [{ id: 'j' }] });
});

it('announces nothing after close', () => {
  const { set, changes, updates } = listen();
  set({ viewers: 1 });
  set({ viewers: 2 });
  updates.close();
  vi.advanceTimersByTime(1000);
  expect(changes).toHaveLength(1);
});

it('starts no timer after close', () => {
  const { set, changes, updates } = listen();
  set({ viewers: 1 });
  updates.close();
  set({ viewers: 2 });
  expect([vi.getTimerCount(), changes.length]).toEqual([0, 1]);
});
