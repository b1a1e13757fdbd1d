import { expect, test } from 'vitest';
import { ACK_INTERVAL_MS } from '@eyepiece/shared-types';
import { answerEveryMsFor, MeasuredLoad, untoldMs } from './hub-load.ts';

test('a few viewers answer each frame, many seldom', () => {
  const untoldMsOf = (viewers: number): number => untoldMs(answerEveryMsFor(viewers));
  expect([1, 6].map(untoldMsOf)).toEqual([0, 0]);
  expect(untoldMsOf(20)).toBeCloseTo(67, 0);
  expect(untoldMsOf(1000)).toBe(ACK_INTERVAL_MS);
});

test('the phases of viewers that join together are spread evenly', () => {
  const load = new MeasuredLoad();
  const phases = Array.from({ length: 100 }, () => load.nextPhase()).toSorted((a, b) => a - b);
  const gaps = phases.slice(1).map((phase, index) => phase - (phases[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(0.03);
});
