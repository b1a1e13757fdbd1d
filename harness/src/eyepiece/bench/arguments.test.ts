import { describe, expect, it } from 'vitest';
import { benchArguments } from './arguments.ts';
import { clockSeconds } from '../../system/processes/process-use.ts';
import { against, ratioTo, resultTable, informative } from './result.ts';
import { ROWS } from './rows/all.ts';

const names = (...args: string[]): string[] => benchArguments(args, ROWS).rows.map(({ name }) => name);

describe('arguments of the bench', () => {
  it('select rows by name, in the order of measurement', () => {
    expect(names('linear', 'fanout')).toEqual(['fanout', 'linear']);
    expect(names('--soak')).toEqual(['soak']);
    const onDemand = ROWS.filter((row) => row.onDemand === true).map(({ name }) => name);
    expect(names(...onDemand)).toEqual(onDemand);
    expect(names()).toEqual(ROWS.map(({ name }) => name).filter((name) => !onDemand.includes(name)));
  });
  it('measure less with --quick', () => {
    const [quick, full] = [benchArguments(['--quick'], ROWS).pace, benchArguments([], ROWS).pace];
    expect(full.rounds).toBeGreaterThanOrEqual(5);
    expect(quick.rounds * quick.seconds).toBeLessThan(full.rounds * full.seconds);
    expect(benchArguments(['--soak', '--minutes', '3'], ROWS).pace.soakMinutes).toBe(3);
  });
  it('use links of the kernel only on request', () => {
    expect(benchArguments(['narrow'], ROWS).namespace).toBe(false);
    expect(benchArguments(['--namespace', 'narrow'], ROWS)).toMatchObject({ namespace: true, rows: [{ name: 'narrow' }] });
  });
  it.each([
    [['fan-out'], 'there is no row fan-out; there are fanout, '],
    [['--minutes', '0'], '--minutes 0: a number from 1 to 1440'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuse %j', (args, message) => expect(() => benchArguments(args, ROWS)).toThrow(message));
});

describe('results', () => {
  it('pass at their limit and not beyond', () => {
    expect(against('a', 5, 'ms', { atMost: 5 })).toMatchObject({ pass: true, target: '≤ 5 ms' });
    expect(against('a', 5.01, 'ms', { atMost: 5 }).pass).toBe(false);
    expect(against('a', 99, '%', { atLeast: 99 })).toMatchObject({ pass: true, target: '≥ 99 %' });
    expect(against('a', Number.NaN, '%', { atLeast: 99 }).pass).toBe(false);
    expect(ratioTo('a', 'µs', { subject: 23, reference: 20, of: 'ws', atMost: 1.15 })).toMatchObject({ ratio: 1.15, pass: true });
    expect(ratioTo('a', 'µs', { subject: 24, reference: 20, of: 'ws', atMost: 1.15 }).pass).toBe(false);
    expect(informative('a', 1, 'ms').pass).toBeNull();
  });
  it('are in a table that shows missed targets', () => {
    const lines = resultTable([against('age', 600, 'ms', { atMost: 500 }), informative('rate', 10.04, 'fps')]).split('\n');
    expect(lines[2]).toMatch(/^age +600 ms +≤ 500 ms +MISSED$/);
    expect(lines[3]).toMatch(/^rate +10\.0 fps$/);
  });
});

it('reads times in the format of ps', () => {
  expect(['0:01.50', '12:34', '1:02:03', '2-00:00:01'].map(clockSeconds)).toEqual([1.5, 754, 3723, 172_801]);
});
