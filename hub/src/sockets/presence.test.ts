import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Audience } from './audience.ts';
import { Presence } from './presence.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('arms no timer after it is closed, when the last connections end', () => {
  const presence = new Presence({} as Audience, {} as never);
  presence.announce();
  expect(vi.getTimerCount()).toBe(1);
  presence.close();
  presence.announce();
  expect(vi.getTimerCount()).toBe(0);
});
