/**
 * The short form of `npm run endurance`: each disturbance of a whole system once or twice.
 * It checks for losses, hangs and missing recovery. Recovery times are measured by the long form on an idle machine.
 */
import { runEndurance } from '@eyepiece/harness/eyepiece/endurance/endurance';
import { expect, it } from 'vitest';

const TIMEOUT_MS = 1_200_000;
/** Generous limits: late reactions pass, hangs fail. */
const patience = {
  pictureMs: 240_000,
  orderMs: 240_000,
  marginMs: 60_000,
  gapMs: 120_000,
  freshMs: 60_000,
  late: true,
  serviceTimeoutMs: 60_000,
};

it('keeps acknowledged captures, answers every command, and needs no page reload', { timeout: TIMEOUT_MS }, async () => {
  const report = await runEndurance({ minutes: 0.5, stops: 2, holdMs: 3000, seed: 1, patience });
  expect(report.breaches).toEqual([]);
  expect(report.disturbances.map(({ name }) => name).toSorted()).toEqual([
    'clock 1 h ahead',
    'clock back',
    'database paused',
    'disk full',
    'hub killed',
    'hub stopped',
  ]);
  expect(report.pageLoads).toBe(1);
});
