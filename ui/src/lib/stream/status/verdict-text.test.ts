import { expect, it } from 'vitest';
import { verdictPill } from './verdict-text.ts';

it('shows the lateness on the badge, with its own icon and colour', () => {
  expect(verdictPill('live', null)).toEqual({ tone: 'ok', word: 'LIVE' });
  expect(verdictPill('live', 4100)).toEqual({ tone: 'warn', word: 'LIVE · 4 s late', late: true });
  expect(verdictPill('live', 850)).toEqual({ tone: 'warn', word: 'LIVE · 1 s late', late: true });
  expect(verdictPill('stalled', 4100)).toEqual({ tone: 'fault', word: 'NOT LIVE' });
});
