import type { Capture } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { asHubError } from '@eyepiece/client/hub-error';
import type { Session } from '../../people/session.svelte.ts';
import { RecentCaptures } from './recent-captures.svelte.ts';

const capture = (id: number) => ({ id: String(id), deletedAt: null, capturedAt: new Date(id * 1000).toISOString() }) as Capture;

function rig(guest = false) {
  const events = new Emitter<HubEvents>();
  let kept = [2, 1];
  const listCaptures = vi.fn(() => Promise.resolve({ captures: kept.map(capture), nextCursor: null }));
  const session = { handleError: asHubError, user: guest ? { guest: {} } : {} } as unknown as Session;
  const recent = new RecentCaptures({ events, listCaptures } as unknown as HubClient, session);
  const ids = () => recent.list.map(({ id }) => id).join('');
  return { recent, events, ids, listCaptures, keep: (...now: number[]) => void (kept = now) };
}

it('shows captures restored in bulk', async () => {
  const { recent, events, ids, keep } = rig();
  recent.start();
  await expect.poll(ids).toBe('21');
  keep(4, 3, 2, 1);
  events.emit('capturesChanged', { change: 'updated', count: 2, ids: ['4', '3'] });
  await expect.poll(ids).toBe('4321');
  keep(9, 2, 1);
  events.emit('capturesChanged', { change: 'deleted', count: 2, ids: ['4', '3'] });
  expect(ids()).toBe('21');
  await expect.poll(ids).toBe('921');
});

it('requests nothing before it is started, or for a guest', () => {
  const early = rig();
  early.events.emit('welcome', {} as never);
  early.events.emit('capturesChanged', { change: 'updated', count: 300, ids: null });
  const guest = rig(true);
  guest.recent.start();
  expect([early.listCaptures.mock.calls, guest.listCaptures.mock.calls]).toEqual([[], []]);
});
