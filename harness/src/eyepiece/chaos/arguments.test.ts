import { expect, it } from 'vitest';
import { CHAOS_HELP, chaosArguments } from './arguments.ts';

it('the command line of the chaos run', () => {
  expect(chaosArguments([])).toEqual({ hubs: 1, kills: 100, captures: 2000, seed: 1, json: undefined, help: false });
  expect(chaosArguments(['--hubs', '3', '--kills', '5', '--captures', '5', '--seed', '7'])).toMatchObject({ hubs: 3, kills: 5, seed: 7 });
  expect(() => chaosArguments(['--hubs', '6'])).toThrow('--hubs 6: a number from 1 to 5 is needed');
  expect(() => chaosArguments(['--kills', '9', '--captures', '8'])).toThrow('--captures 8: a number from 9 to 1000000 is needed');
  expect(() => chaosArguments(['--kills', '0'])).toThrow('--kills 0: a number from 1 to 10000 is needed');
  expect(() => chaosArguments(['--what'])).toThrow("Unknown option '--what'");
  expect(CHAOS_HELP).toContain('--hubs N');
});
