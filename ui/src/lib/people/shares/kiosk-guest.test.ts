import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HubError } from '@eyepiece/client/hub-error';
import { joinForEver } from './kiosk-guest.ts';

const said: (string | null)[] = [];
let failures: Error[] = [];
const enter = vi.fn(() => {
  const failure = failures.shift();
  return failure ? Promise.reject(failure) : Promise.resolve();
});

beforeEach(() => {
  vi.useFakeTimers();
  said.length = 0;
  failures = [];
  enter.mockClear();
});
afterEach(() => vi.useRealTimers());

it('joins again after every failure, and says why the display is empty', async () => {
  failures = [...Array.from({ length: 50 }, () => new HubError('hub_unreachable', 'gone')), new HubError('share_not_found', 'revoked')];
  joinForEver('secret', 'Lobby', { enter, said: (why) => said.push(why) });
  await vi.advanceTimersByTimeAsync(30 * 60_000);
  expect(enter).toHaveBeenCalledTimes(52);
  expect(enter).toHaveBeenLastCalledWith('secret', 'Lobby');
  expect([...new Set(said)]).toEqual(['joins', 'unreachable', 'dead-link', null]);
});

it('stops', async () => {
  failures = [new HubError('hub_unreachable', 'gone')];
  const stop = joinForEver('secret', 'Lobby', { enter, said: (why) => said.push(why) });
  await vi.advanceTimersByTimeAsync(0);
  stop();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(enter).toHaveBeenCalledTimes(1);
});
