import { expect, it } from 'vitest';
import { SOCKET_LIMITS } from '../../process/limits/socket-limits.ts';
import { Groups } from './event-budget.ts';

it('keeps the group of a person who has left until reconnecting gains nothing', () => {
  const groups = new Groups<object>({ events: SOCKET_LIMITS.rates.user, keys: { burst: 2, refillMs: 60_000 } });
  const group = groups.of('ana', 0);
  group.budget.event(1, 10, 0);
  group.keys.take(0);
  groups.sweep(59_999);
  expect(groups.of('ana', 59_999)).toBe(group);
  groups.sweep(60_000);
  expect(groups.of('ana', 60_000)).not.toBe(group);
});

it('keeps a group with connections or events in progress', () => {
  const groups = new Groups<object>({ events: SOCKET_LIMITS.rates.user, keys: { burst: 2, refillMs: 1 } });
  groups.of('ana', 0).members.add({});
  groups.of('ben', 0).serving = 1;
  groups.sweep(1000);
  expect(groups.size).toBe(2);
});
