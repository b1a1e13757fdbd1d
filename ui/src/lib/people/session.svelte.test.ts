import type { User } from '@eyepiece/shared-types';
import { beforeEach, expect, it, vi } from 'vitest';
import { fakeStorage } from '../browser/fake-storage.ts';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../hub/clients/hub-client.ts';
import { HubError } from '@eyepiece/client/hub-error';
import { Session } from './session.svelte.ts';

const ANA = { id: 'ana', email: 'ana@example.org', name: 'Ana', role: 'operator', disabled: false } as User;

/** A hub whose answer for the current user the test controls. */
function rig() {
  const events = new Emitter<HubEvents>();
  const answer = Promise.withResolvers<User>();
  const hub = { events, me: () => answer.promise, connect: vi.fn(), disconnect: vi.fn() };
  const session = new Session(hub as unknown as HubClient);
  return { events, hub, session, answer };
}

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', fakeStorage(kept));
});

async function signedInBefore(): Promise<void> {
  const { session, answer } = rig();
  answer.resolve(ANA);
  await session.start();
}

it("waits for the hub's answer before connecting in a browser without earlier sign-in", async () => {
  const { hub, session, answer } = rig();
  const started = session.start();
  expect(hub.connect).not.toHaveBeenCalled();
  answer.resolve(ANA);
  await started;
  expect(session).toMatchObject({ phase: 'signed-in', user: ANA });
  expect(hub.connect).toHaveBeenCalledOnce();
});

it('connects at once after an earlier sign-in, and is signed in with the welcome', async () => {
  await signedInBefore();
  const { events, hub, session, answer } = rig();
  const started = session.start();
  expect(hub.connect).toHaveBeenCalledOnce();
  events.emit('welcome', { user: ANA, hubVersion: '', uiVersion: '' });
  expect(session).toMatchObject({ phase: 'signed-in', user: ANA });
  answer.reject(new HubError('hub_unreachable', 'no answer'));
  await started;
  expect(session).toMatchObject({ phase: 'signed-in', startError: null });
});

it('asks to sign in when the session has expired, and does not connect on the next start', async () => {
  await signedInBefore();
  const { events, hub, session, answer } = rig();
  const started = session.start();
  events.emit('sessionExpired', new HubError('session_expired', 'over'));
  answer.reject(new HubError('session_expired', 'over'));
  await started;
  expect(session).toMatchObject({ phase: 'signed-out', user: null });
  expect(hub.disconnect).toHaveBeenCalledOnce();
  const next = rig();
  void next.session.start();
  expect(next.hub.connect).not.toHaveBeenCalled();
});

it('follows changes of the account, of this user only', async () => {
  const { events, session, answer } = rig();
  answer.resolve(ANA);
  await session.start();
  const raised: User = { ...ANA, cameraRoles: [{ cameraId: 'bench-3', role: 'admin' }] };
  events.emit('account', raised);
  expect(session.user).toEqual(raised);
  events.emit('account', { ...ANA, id: 'ben' });
  expect(session.user).toEqual(raised);
});
