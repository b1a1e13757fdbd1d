/**
 * The short form of `npm run endurance`: each disturbance of a whole system once or twice. It tells what is lost, hangs
 * or does not come back by itself; how fast it does is told by the long form, on a machine with nothing else to do.
 */
import { runEndurance } from '@eyepiece/harness/endurance/endurance';
import { expect, it } from 'vitest';

const TIMEOUT_MS = 1_200_000;
/** What is late does not fail, and what hangs does. */
const patience = {
  pictureMs: 240_000,
  orderMs: 240_000,
  marginMs: 60_000,
  gapMs: 120_000,
  freshMs: 60_000,
  late: true,
  serviceTimeoutMs: 60_000,
};

it('keeps what was acknowledged, answers every order, and needs no reload of a page', { timeout: TIMEOUT_MS }, async () => {
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
