import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Audience } from '../audience.ts';
import { Presence } from './presence.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('starts no timer after close, when the last connections end', () => {
  const sessions = { isOpen: () => false };
  const presence = new Presence(new Audience({} as never, sessions), sessions);
  presence.announce();
  expect(vi.getTimerCount()).toBe(1);
  presence.close();
  presence.announce();
  expect(vi.getTimerCount()).toBe(0);
});
