import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Principal } from '../caller.ts';
import { LiveAccess } from './live-access.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('ends a connection when its sign-in expires, also after more days than a timer can wait', async () => {
  const access = new LiveAccess({ currentPrincipal: (principal) => Promise.resolve(principal) }, HOUR_MS);
  const ended: string[] = [];
  const principal = { userId: 'ana', expiresAtMs: Date.now() + 30 * DAY_MS } as Principal;
  access.hold({ principal, end: ({ code }) => ended.push(code) });
  await vi.advanceTimersByTimeAsync(30 * DAY_MS - 1);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(ended).toEqual(['session_expired']);
  access.close();
});
