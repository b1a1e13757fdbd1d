/**
 * The short form of `npm run hostile`: each attack for a moment. It detects crashes and hangs. The long form measures
 * speed, on a machine without other load.
 */
import { expect, it } from 'vitest';
import { hostileArguments, hostileHelp } from '../../src/eyepiece/hostile/arguments.ts';
import { LONG_ATTACKS, SHORT_ATTACKS } from '../../src/eyepiece/hostile/attacks/all.ts';
import { MEMORY_MB, missed, runHostile, type AttackReport, type HostileReport } from '../../src/eyepiece/hostile/hostile.ts';

/** Fails attacks that hang; slow ones pass. */
const TIMEOUT_MS = 900_000;
/** Factor on the limit of the long form, because a busy machine collects garbage late. */
const MARGIN = 2;

it('leaves every process running, every viewer with a picture and every command answered', { timeout: TIMEOUT_MS }, async () => {
  const report = await runHostile({ attacks: SHORT_ATTACKS, seconds: 1, connections: 350, seed: 1 });
  expect(report.attacks.map(({ name }) => name)).toEqual(SHORT_ATTACKS.map(({ name }) => name));
  for (const { name, faults } of report.attacks) expect([name, faults]).toEqual([name, []]);
  const most = Math.max(...report.attacks.map(({ memory }) => memory.heldMb));
  expect(most - report.memory.beganMb).toBeLessThan(MARGIN * MEMORY_MB);
});

it('lists the missed targets', () => {
  const attack: AttackReport = {
    name: 'one',
    seconds: 1,
    outcomes: {},
    sight: { leastShare: 0.5, ageP99Ms: 100, reconnects: 0, blind: 0 },
    orders: { given: 1, worstMs: 2000, failures: [] },
    memory: { heldMb: 500, residentMb: 900 },
    faults: [],
  };
  const report: HostileReport = { calm: attack, attacks: [attack], memory: { beganMb: 100, endedMb: 250 } };
  expect(missed(report)).toEqual([
    'one: a viewer had 50 % of the frames, not 95',
    'one: a command took 2000 ms, not 1000',
    'one: the hub held 400 MB more, not 300',
    'afterwards: the hub holds 150 MB more',
  ]);
});

it('reads its command line', () => {
  const { attacks, seconds, connections, seed } = hostileArguments(['--only', 'flood:c,http', '--seconds', '3', '--seed', '7']);
  expect(attacks.map(({ name }) => name)).toContain('flood:capture');
  expect(attacks[0]?.name).toBe('http');
  expect([seconds, connections, seed]).toEqual([3, 1000, 7]);
  expect(hostileArguments(['--long'])).toMatchObject({ connections: 200_000, attacks: LONG_ATTACKS });
  expect(() => hostileArguments(['--only', 'tickling'])).toThrow('--only tickling: there is no such attack');
  expect(() => hostileArguments(['--seconds', '0'])).toThrow('--seconds 0: a number from 0.1 to 3600 is needed');
  expect(() => hostileArguments(['--what'])).toThrow("Unknown option '--what'");
  expect(hostileHelp()).toContain('flood:session:join');
});
