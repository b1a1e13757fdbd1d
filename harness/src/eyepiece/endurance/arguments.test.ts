import { expect, it } from 'vitest';
import { ENDURANCE_HELP, enduranceArguments } from './arguments.ts';

it('the command line of the endurance run', () => {
  expect(enduranceArguments([])).toMatchObject({ minutes: 30, stops: 20, holdMs: 60_000, seed: 1, help: false });
  expect(enduranceArguments(['--minutes', '3'])).toMatchObject({ stops: 2, holdMs: 18_000 });
  expect(enduranceArguments(['--minutes', '60', '--stops', '7', '--hold', '5'])).toMatchObject({ stops: 7, holdMs: 5000 });
  expect(() => enduranceArguments(['--minutes', '0'])).toThrow('--minutes 0: a number from 0.5 to 1440 is needed');
  expect(() => enduranceArguments(['--stops', '1.5'])).toThrow('--stops 1.5: a whole number from 1 to 1000 is needed');
  expect(() => enduranceArguments(['--what'])).toThrow("Unknown option '--what'");
  expect(ENDURANCE_HELP).toContain('--hold S');
});
