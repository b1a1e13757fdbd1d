import type { CaptureSession } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../hub/clients/hub-client.ts';
import { asHubError } from '@eyepiece/client/hub-error';
import type { SessionFilter } from '../hub/clients/session-client.ts';
import type { Session } from '../people/session.svelte.ts';
import { SessionList } from './session-list.svelte.ts';

const one = (number: number, open: boolean, title = `t${number}`) =>
  ({
    id: String(number),
    title,
    startedAt: `2026-11-22T0${number}:00:00Z`,
    endedAt: open ? null : '2026-11-22T12:00:00Z',
  }) as CaptureSession;

function rig(kept: CaptureSession[]) {
  const events = new Emitter<HubEvents>();
  const list = ({ q = '', open }: SessionFilter, { cursor, limit }: { cursor?: string; limit: number }) => {
    const size = Math.min(limit, 2);
    const matching = kept.filter(({ title, endedAt }) => (endedAt === null) === open && title.includes(q));
    const start = Number(cursor ?? 0);
    const nextCursor = start + size < matching.length ? String(start + size) : null;
    return Promise.resolve({ sessions: matching.slice(start, start + size), nextCursor, total: matching.length });
  };
  const sessions = new SessionList(
    { events, sessions: { list } } as unknown as HubClient,
    { handleError: asHubError } as unknown as Session,
  );
  const ids = () => [sessions.open, sessions.ended].map((part) => part.map(({ id }) => id).join('')).join('|');
  return { events, sessions, ids };
}

const five = [one(5, true), one(4, false), one(3, false), one(2, false), one(1, true)];

it('lists open sessions first, and ended ones by page', async () => {
  const { sessions, ids } = rig(five);
  await sessions.reload();
  expect([ids(), sessions.total, sessions.hasMore]).toEqual(['51|43', 5, true]);
  await sessions.more();
  await sessions.more();
  expect([ids(), sessions.hasMore]).toEqual(['51|432', false]);
});

it('moves an ended session to the other list, and shows a new one', async () => {
  const { events, sessions, ids } = rig(five);
  await sessions.reload();
  events.emit('captureSession', one(5, false));
  events.emit('captureSession', one(6, true));
  expect([ids(), sessions.total]).toEqual(['61|543', 6]);
});

it('does not add a new session to search results', async () => {
  const { events, sessions, ids } = rig(five);
  await sessions.search(' t4 ');
  expect([ids(), sessions.total]).toEqual(['|4', 1]);
  events.emit('captureSession', one(6, true));
  expect(ids()).toBe('|4');
});
