import { ACK_INTERVAL_MS } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { untoldMsFor } from './hub-load.ts';

it('asks a few viewers after each frame, and many not more often than they acknowledge', () => {
  expect([1, 6].map(untoldMsFor)).toEqual([0, 0]);
  expect(untoldMsFor(20)).toBeCloseTo(67, 0);
  expect(untoldMsFor(1000)).toBe(ACK_INTERVAL_MS);
});
