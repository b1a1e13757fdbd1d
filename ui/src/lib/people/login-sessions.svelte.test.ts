import type { LoginSession } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import { lastUseText, LoginSessions, loginSessionText } from './login-sessions.svelte.ts';

const at = '2026-11-28T14:00:00.000Z';
const one = (id: string, current = false): LoginSession => ({
  id,
  current,
  device: 'Firefox on Linux',
  address: '192.0.2.1',
  createdAt: at,
  lastUsedAt: at,
  expiresAt: at,
});

function hubWith(sessions: LoginSession[]) {
  return {
    listLoginSessions: () => Promise.resolve([...sessions]),
    endLoginSession: (id: string) => {
      const index = sessions.findIndex((session) => session.id === id);
      if (index < 0) return Promise.reject(new HubError('not_found', 'no'));
      sessions.splice(index, 1);
      return Promise.resolve();
    },
    endOtherLoginSessions: () => {
      sessions.splice(0, sessions.length, ...sessions.filter(({ current }) => current));
      return Promise.resolve();
    },
  };
}

it('ends one session, then all others', async () => {
  const sessions = new LoginSessions(hubWith([one('here', true), one('a'), one('b'), one('c')]), { handleError: asHubError });
  await sessions.load();
  expect([sessions.list?.length, sessions.others]).toEqual([4, 3]);
  await sessions.end('b');
  expect(sessions.list?.map(({ id }) => id)).toEqual(['here', 'a', 'c']);
  await sessions.endOthers();
  expect([sessions.list?.map(({ id }) => id), sessions.others, sessions.busy, sessions.error]).toEqual([['here'], 0, false, null]);
});

it('reloads the list when a session had already ended', async () => {
  const sessions = new LoginSessions(hubWith([one('here', true)]), { handleError: asHubError });
  await sessions.end('gone');
  expect(sessions.list?.map(({ id }) => id)).toEqual(['here']);
  expect(sessions.error).toMatch(/does not exist/);
});

const NOW = new Date(2026, 10, 28, 14, 30).getTime();
const ago = (ms: number): string => new Date(NOW - ms).toISOString();

it.each([
  [30_000, false, 'in use'],
  [30 * 60_000, true, 'in use'],
  [30 * 60_000, false, 'last used 30 min ago'],
  [3 * 86_400_000, false, 'last used 3 d ago'],
])('%d ms after the last use', (ms, current, text) => {
  expect(lastUseText({ lastUsedAt: ago(ms), current }, NOW)).toBe(text);
});

it('shows address and start', () => {
  const session = { id: 'a', device: 'Firefox on Linux', expiresAt: ago(-1000), lastUsedAt: ago(1000), createdAt: ago(28 * 60_000) };
  expect(loginSessionText({ ...session, address: '192.0.2.1', current: false }, NOW)).toBe('192.0.2.1 · in use · since 14:02');
});
