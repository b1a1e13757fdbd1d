import type { CaptureSession, Participant, User } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import type { Cameras } from '../control/cameras.svelte.ts';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../hub/clients/hub-client.ts';
import { asHubError } from '@eyepiece/client/hub-error';
import type { Session } from '../people/session.svelte.ts';
import { CaptureSessions } from './capture-sessions.svelte.ts';

const me = (leftAt: string | null = null) => ({ userId: 'me', leftAt }) as Participant;
const one = (id: string, cameraId: string, participants: Participant[] = [], endedAt: string | null = null) =>
  ({ id, cameraId, participants, endedAt }) as CaptureSession;

function rig(kept: CaptureSession[], guest?: User['guest']) {
  const events = new Emitter<HubEvents>();
  const sessions = {
    list: vi.fn(() => Promise.resolve({ sessions: kept.filter(({ endedAt }) => endedAt === null), nextCursor: null, total: 0 })),
    get: vi.fn((id: string) => Promise.resolve(kept.find((session) => session.id === id))),
    start: vi.fn(() => Promise.resolve(one('new', 'a'))),
    join: vi.fn((id: string) => Promise.resolve(one(id, 'a', [me()]))),
  };
  const signedIn = { handleError: asHubError, user: { id: 'me', guest } } as unknown as Session;
  const hub = { events, sessions } as unknown as HubClient;
  return { events, asked: sessions, open: new CaptureSessions(hub, { selected: { id: 'a' } } as unknown as Cameras, signedIn) };
}

it('knows the open session of the selected camera, until it ends', () => {
  const { events, open } = rig([]);
  events.emit('captureSession', one('1', 'b'));
  expect(open.current).toBeNull();
  events.emit('captureSession', one('2', 'a'));
  expect([open.current?.id, open.openOf('b')?.id]).toEqual(['2', '1']);
  events.emit('captureSession', one('2', 'a', [], '2026-11-22T12:00:00Z'));
  expect(open.current).toBeNull();
});

it('drops sessions that ended while disconnected, and joins its own again', async () => {
  const kept = [one('1', 'a', [me()]), one('2', 'b')];
  const { events, open, asked } = rig(kept);
  events.emit('captureSession', one('1', 'a', [me()]));
  events.emit('captureSession', one('0', 'c', [me()]));
  kept[0] = one('1', 'a', [me('2026-11-22T12:00:00Z')]);
  events.emit('welcome', {} as never);
  await expect.poll(() => asked.join.mock.calls).toEqual([['1']]);
  await expect.poll(() => open.open.map(({ id }) => id).sort()).toEqual(['1', '2']);
  expect(open.isIn(open.openOf('a')!)).toBe(true);
});

it('joins the user who starts a session', async () => {
  const { open, asked } = rig([]);
  await open.start({ cameraId: 'a', title: 'x' });
  expect([asked.join.mock.calls, open.current?.id]).toEqual([[['new']], 'new']);
});

it('requests only the session of a guest link', async () => {
  const guest = { kind: 'session', cameraId: 'a', sessionId: '1', expiresAt: '' } as const;
  const { events, open, asked } = rig([one('1', 'a')], guest);
  events.emit('welcome', {} as never);
  await expect.poll(() => open.current?.id).toBe('1');
  expect([asked.list.mock.calls, asked.join.mock.calls]).toEqual([[], []]);
});
