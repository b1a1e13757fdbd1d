import { expect, it } from 'vitest';
import { daysLeft } from './days-left.ts';

const DELETED = '2026-11-01T12:00:00.000Z';
const after = (days: number) => Date.parse(DELETED) + days * 86_400_000;

it.each([
  [0, 30],
  [0.5, 29],
  [29.5, 0],
  [40, 0],
])('%d days after it was deleted there are %d left', (days, left) => expect(daysLeft(DELETED, after(days))).toBe(left));
