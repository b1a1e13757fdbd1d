import type { CameraState, SettingsUpdate } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../hub/clients/hub-client.ts';
import { Cameras } from './cameras.svelte.ts';

const camera = (id: string, status: CameraState['status'], exposure = 8) =>
  ({ id, status, name: id.toUpperCase(), settings: { exposure } }) as CameraState;

function rig() {
  const events = new Emitter<HubEvents>();
  const updateSettings = (_id: string, settings: SettingsUpdate) => Promise.resolve({ exposure: Math.round(settings.exposure ?? 0) });
  return { events, cameras: new Cameras({ events, updateSettings } as unknown as HubClient) };
}

it('selects a working camera and keeps it when it fails', () => {
  const { events, cameras } = rig();
  events.emit('cameras', [camera('a', 'offline'), camera('b', 'idle')]);
  expect(cameras.selected?.id).toBe('b');
  events.emit('camera', camera('b', 'disconnected'));
  events.emit('camera', camera('a', 'live'));
  expect(cameras.selected).toMatchObject({ id: 'b', status: 'disconnected' });
});

it('orders cameras by name, whatever the order in which they connect', () => {
  const { events, cameras } = rig();
  const ids = (): string[] => cameras.list.map(({ id }) => id);
  events.emit('cameras', [camera('bench-10', 'live'), camera('bench-2', 'live')]);
  expect(cameras.selected?.id).toBe('bench-2');
  events.emit('camera', camera('bench-1', 'live'));
  expect(ids()).toEqual(['bench-1', 'bench-2', 'bench-10']);
  events.emit('camera', { ...camera('bench-10', 'live'), name: 'Archive' });
  expect(ids()).toEqual(['bench-10', 'bench-1', 'bench-2']);
  expect(cameras.selected?.id).toBe('bench-2');
});

it('keeps the selected camera when a restarted hub does not know it yet', () => {
  const { events, cameras } = rig();
  events.emit('cameras', [camera('a', 'live')]);
  events.emit('cameras', []);
  expect(cameras.selected).toMatchObject({ id: 'a', status: 'offline' });
  events.emit('cameras', [camera('a', 'live')]);
  expect(cameras.list).toHaveLength(1);
  expect(cameras.selected?.status).toBe('live');
});

it('follows a selection, and adds new cameras', () => {
  const { events, cameras } = rig();
  cameras.select('b');
  events.emit('cameras', [camera('a', 'live')]);
  expect(cameras.selected).toBeNull();
  events.emit('camera', camera('b', 'idle'));
  expect(cameras.selected?.id).toBe('b');
});

it('shows the read-back values at once', async () => {
  const { events, cameras } = rig();
  events.emit('cameras', [camera('a', 'live')]);
  await cameras.update('a', { exposure: 9.6 });
  expect(cameras.selected?.settings.exposure).toBe(10);
});

it('sends one retry at a time, and allows another after an answer or refusal', async () => {
  const asked: string[] = [];
  const answers = [Promise.resolve(), Promise.reject(new Error('no')), Promise.resolve()];
  const retryCamera = (id: string) => answers[asked.push(id) - 1];
  const cameras = new Cameras({ events: new Emitter<HubEvents>(), retryCamera } as unknown as HubClient);
  const first = cameras.retry('a');
  expect(cameras.retryingId).toBe('a');
  await cameras.retry('a');
  await first;
  expect(asked).toEqual(['a']);
  await expect(cameras.retry('a')).rejects.toThrow('no');
  expect(cameras.retryingId).toBeNull();
  await cameras.retry('b');
  expect(asked).toEqual(['a', 'a', 'b']);
});
