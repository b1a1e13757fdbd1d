import { expect, it } from 'vitest';
import { sessionTimeText } from './session-text.ts';

const at = (day: number, hour: number, minute: number): string => new Date(2026, 10, day, hour, minute).toISOString();

it('shows the duration of a session, and its last day if different', () => {
  expect(sessionTimeText({ startedAt: at(22, 10, 4), endedAt: null })).toBe('since 10:04');
  expect(sessionTimeText({ startedAt: at(22, 10, 4), endedAt: at(22, 11, 39) })).toBe('10:04 – 11:39, 1 h 35 min');
  expect(sessionTimeText({ startedAt: at(22, 22, 0), endedAt: at(23, 1, 0) })).toBe('22:00 – 23 Nov 01:00, 3 h');
});
