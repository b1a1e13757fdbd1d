/** Why people are in a session no more, as its log tells it. */
import type { LeaveReason, SessionEntry } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { comeIn, shareOf } from '../sockets/guest-link.ts';
import { useSessionBench, type Somebody } from './session-bench.ts';

const bench = useSessionBench();
const { clock } = bench;

/** The entry of the leave, after the moment that a lost connection has to come back. */
async function leaveOf(sessionId: string): Promise<Pick<SessionEntry, 'text' | 'details'>> {
  const left = async (): Promise<SessionEntry | undefined> => {
    clock.advance(11);
    return (await bench.logOf(sessionId)).find(({ action }) => action === 'session.leave');
  };
  await expect.poll(left).toBeDefined();
  const { text, details } = (await left()) ?? { text: '', details: {} };
  return { text, details };
}

async function joined(): Promise<{ sessionId: string; who: Somebody }> {
  const { id: sessionId } = await bench.start();
  const who = await bench.somebody('contributor');
  expect(await who.client.emitWithAck('session:join', { sessionId })).toMatchObject({ ok: true });
  return { sessionId, who };
}

const closed = (who: Somebody): Promise<void> => expect.poll(() => who.client.connected).toBe(false);

async function asAdmin(path: string, method: string, json?: object): Promise<void> {
  const { access_token: token } = await bench.hub.login();
  expect((await bench.hub.api(path, { method, token, ...(json && { json }) })).ok).toBe(true);
}

const ends: [reason: LeaveReason, text: string, end: (who: Somebody) => unknown][] = [
  ['closed', 'left: closed the connection', ({ client }) => void client.disconnect()],
  ['gone', 'left: the page was closed or the connection was lost', ({ client }) => void client.io.engine.close()],
  ['signed_out', 'left: signed out', (who) => bench.hub.api('/auth/logout', { method: 'POST', token: who.token })],
  ['sign_in_ended', 'left: the sign-in was ended', ({ id }) => asAdmin(`/users/${id}/sessions`, 'DELETE')],
  ['account_disabled', 'left: the account was disabled', ({ id }) => asAdmin(`/users/${id}`, 'PATCH', { disabled: true })],
  [
    'password_changed',
    'left: the password was changed',
    ({ id }) => asAdmin(`/users/${id}`, 'PATCH', { password: 'another password of the tests' }),
  ],
];

it.each(ends)('%s', async (reason, text, end) => {
  const { sessionId, who } = await joined();
  await end(who);
  await closed(who);
  expect(await leaveOf(sessionId)).toEqual({ text, details: { reason } });
});

it('signed_out, also when the page closes its connection right after', async () => {
  const { sessionId, who } = await joined();
  await bench.hub.api('/auth/logout', { method: 'POST', token: who.token });
  who.client.disconnect();
  expect(await leaveOf(sessionId)).toMatchObject({ details: { reason: 'signed_out' } });
});

it('link_revoked', async () => {
  const { id: sessionId } = await bench.start();
  const { link, secret } = await shareOf({ hub: bench.hub, token: bench.ana.token }, { kind: 'session', sessionId });
  const { access_token: token } = await comeIn(bench.hub, secret, 'Guest');
  const guest = await bench.hub.client({ token });
  expect(await guest.emitWithAck('session:join', { sessionId })).toMatchObject({ ok: true });
  expect((await bench.rest(bench.ana, `/shares/${link.id}`, 'DELETE')).status).toBe(200);
  await expect.poll(() => guest.connected).toBe(false);
  expect(await leaveOf(sessionId)).toEqual({ text: 'left: the link was revoked', details: { reason: 'link_revoked' } });
});

it('left', async () => {
  const { sessionId, who } = await joined();
  await who.client.emitWithAck('session:leave', { sessionId });
  expect(await leaveOf(sessionId)).toEqual({ text: 'left', details: { reason: 'left' } });
  who.client.disconnect();
});

it('hub_restarted', async () => {
  const { sessionId, who } = await joined();
  who.client.io.reconnection(false);
  await bench.hub.restart();
  expect(await leaveOf(sessionId)).toMatchObject({ details: { reason: 'hub_restarted' } });
});
