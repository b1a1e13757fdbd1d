import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RuleBook } from './rule-book.ts';
import { isMessageRule } from './schema.ts';

let nowMs: number;
const STEP_MS = 0.2;

beforeEach(() => {
  nowMs = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // Time passes between two readings of the clock.
  vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += STEP_MS));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('ends a window although its timer fires a moment early', () => {
  const rules = new RuleBook(1, [{ fault: 'drop', window: { from: '0s', until: '10ms' } }]);
  const [rule] = rules.all(isMessageRule);
  expect(rule?.isActive).toBe(true);
  // The window ends at 10.2: two readings from here are 10.05 and 10.25.
  nowMs = 9.85;
  vi.runOnlyPendingTimers();
  nowMs = 11;
  vi.runOnlyPendingTimers();
  expect(rule?.isActive).toBe(false);
  rules.close();
});
