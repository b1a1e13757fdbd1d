/** The log of a session records why people left. */
import type { Socket } from 'node:net';
import type { LeaveReason, SessionEntry } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { enterByLink, createLinkTo } from '../sockets/guest-link.ts';
import { useSessionBench, type Participant } from './session-bench.ts';

const bench = useSessionBench();
const { clock } = bench;

/** Waits for the entry of the leave, past the time that a lost connection has to return. */
async function leaveOf(sessionId: string): Promise<Pick<SessionEntry, 'text' | 'details'>> {
  const left = async (): Promise<SessionEntry | undefined> => {
    clock.advance(11);
    return (await bench.logOf(sessionId)).find(({ action }) => action === 'session.leave');
  };
  await expect.poll(left).toBeDefined();
  const { text, details } = (await left()) ?? { text: '', details: {} };
  return { text, details };
}

async function joined(): Promise<{ sessionId: string; person: Participant }> {
  const { id: sessionId } = await bench.start();
  const person = await bench.addPerson('contributor');
  expect(await person.client.emitWithAck('session:join', { sessionId })).toMatchObject({ ok: true });
  return { sessionId, person };
}

const closed = (person: Participant): Promise<void> => expect.poll(() => person.client.connected).toBe(false);

async function asAdmin(path: string, method: string, json?: object): Promise<void> {
  const { access_token: token } = await bench.hub.login();
  expect((await bench.hub.api(path, { method, token, ...(json && { json }) })).ok).toBe(true);
}

const ends: [reason: LeaveReason, text: string, end: (person: Participant) => unknown][] = [
  ['closed', 'left: closed the connection', ({ client }) => void client.disconnect()],
  ['gone', 'left: the page was closed or the connection was lost', ({ client }) => void client.io.engine.close()],
  ['signed_out', 'left: signed out', (person) => bench.hub.api('/auth/logout', { method: 'POST', token: person.token })],
  ['sign_in_ended', 'left: the sign-in was ended', ({ id }) => asAdmin(`/users/${id}/sessions`, 'DELETE')],
  ['account_disabled', 'left: the account was disabled', ({ id }) => asAdmin(`/users/${id}`, 'PATCH', { disabled: true })],
  [
    'password_changed',
    'left: the password was changed',
    ({ id }) => asAdmin(`/users/${id}`, 'PATCH', { password: 'another password of the tests' }),
  ],
];

it.each(ends)('%s', async (reason, text, end) => {
  const { sessionId, person } = await joined();
  await end(person);
  await closed(person);
  expect(await leaveOf(sessionId)).toEqual({ text, details: { reason } });
});

it('gone, also if the hub writes to the connection while the page closes it', async () => {
  const { sessionId, person } = await joined();
  await bench.ana.client.emitWithAck('session:join', { sessionId });
  const { ws } = person.client.io.engine.transport as unknown as { ws: WebSocket & { _socket: Socket } };
  // The client sends that it closes, and does not read that the hub has read this: the connection stays half closed.
  ws._socket.pause();
  person.client.io.engine.close();
  const left = async (): Promise<SessionEntry | undefined> => {
    await bench.ana.client.emitWithAck('session:note', { sessionId, text: 'written to all participants' });
    clock.advance(11);
    return (await bench.logOf(sessionId)).find(({ action }) => action === 'session.leave');
  };
  await expect.poll(left).toMatchObject({ details: { reason: 'gone' } });
  ws._socket.destroy();
});

it('signed_out, also if the page closes its connection immediately afterwards', async () => {
  const { sessionId, person } = await joined();
  await bench.hub.api('/auth/logout', { method: 'POST', token: person.token });
  person.client.disconnect();
  expect(await leaveOf(sessionId)).toMatchObject({ details: { reason: 'signed_out' } });
});

it('link_revoked', async () => {
  const { id: sessionId } = await bench.start();
  const { link, secret } = await createLinkTo({ hub: bench.hub, token: bench.ana.token }, { kind: 'session', sessionId });
  const { access_token: token } = await enterByLink(bench.hub, secret, 'Guest');
  const guest = await bench.hub.client({ token });
  expect(await guest.emitWithAck('session:join', { sessionId })).toMatchObject({ ok: true });
  expect((await bench.rest(bench.ana, `/shares/${link.id}`, 'DELETE')).status).toBe(200);
  await expect.poll(() => guest.connected).toBe(false);
  expect(await leaveOf(sessionId)).toEqual({ text: 'left: the link was revoked', details: { reason: 'link_revoked' } });
});

it('left', async () => {
  const { sessionId, person } = await joined();
  await person.client.emitWithAck('session:leave', { sessionId });
  expect(await leaveOf(sessionId)).toEqual({ text: 'left', details: { reason: 'left' } });
  person.client.disconnect();
});

it('hub_restarted', async () => {
  const { sessionId, person } = await joined();
  person.client.io.reconnection(false);
  await bench.hub.restart();
  expect(await leaveOf(sessionId)).toMatchObject({ details: { reason: 'hub_restarted' } });
});
