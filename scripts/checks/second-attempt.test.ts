import { describe, expect, it } from 'vitest';
import type { Outcome } from './run-step.ts';
import { afterBoth, isWorthASecondAttempt, secondAttempt } from './second-attempt.ts';
import type { Step } from './steps.ts';
import { nothing, tallyVitest } from './tally.ts';

const vitest: Step = {
  name: 'vitest:hub',
  kind: 'vitest',
  command: 'node',
  args: ['run', '--project', 'hub', '--maxWorkers=3'],
  cwd: '/',
  needs: [],
  shared: false,
};
const pytest: Step = { ...vitest, name: 'pytest', kind: 'pytest', args: ['-m', 'pytest', '--numprocesses=2'] };

function vitestOutcome(files: Readonly<Record<string, Readonly<Record<string, string>> | 'broken'>>): Outcome {
  const testResults = Object.entries(files).map(([name, tests]) => ({
    name,
    status: tests === 'broken' || Object.values(tests).includes('failed') ? 'failed' : 'passed',
    assertionResults: Object.entries(tests === 'broken' ? { never: 'skipped' } : tests).map(([fullName, status]) => ({ fullName, status })),
  }));
  const report = JSON.stringify({ testResults });
  return { step: vitest, tally: tallyVitest(report), report };
}

describe('the second attempt', () => {
  it('runs the failed files of Vitest with one worker', () => {
    const { tally } = vitestOutcome({ 'a.test.ts': { one: 'failed' }, 'b.test.ts': { two: 'passed' }, 'c.test.ts': 'broken' });
    expect(secondAttempt(vitest, tally)).toMatchObject({
      name: 'vitest:hub-again',
      args: ['run', '--project', 'hub', '--maxWorkers=1', 'a.test.ts', 'c.test.ts'],
    });
  });

  it('runs the failed tests of pytest in one process', () => {
    const tally = { ...nothing, failed: 1, failures: ['test_one'] };
    expect(secondAttempt(pytest, tally)?.args).toEqual(['-m', 'pytest', '--last-failed']);
  });

  it.each([
    ['nothing failed', vitest, nothing],
    ['no test is known to have failed', vitest, { ...nothing, failed: 1 }],
    ['a linter failed', { ...vitest, kind: 'lint' as const }, { ...nothing, failed: 1, failures: ['x'], failedFiles: ['x'] }],
  ])('is not made when %s', (_, step, tally) => expect(secondAttempt(step, tally)).toBeUndefined());

  it('is made for a few failures only', () => {
    expect([0, 1, 5, 6].map((failed) => isWorthASecondAttempt({ ...nothing, failed }))).toEqual([false, true, true, false]);
  });
});

describe('after both attempts', () => {
  it('a test that passed alone counts as passed and is named', () => {
    const first = vitestOutcome({ 'a.test.ts': { one: 'failed', two: 'passed' }, 'b.test.ts': { three: 'passed' } });
    const second = vitestOutcome({ 'a.test.ts': { one: 'passed', two: 'passed' } });
    expect(afterBoth(first, second)).toEqual({ ...nothing, passed: 3, unsteady: ['one'] });
  });

  it('a test that failed again counts as failed', () => {
    const first = vitestOutcome({ 'a.test.ts': { one: 'failed', two: 'passed' } });
    expect(afterBoth(first, first)).toMatchObject({ passed: 1, failed: 1, failures: ['one'], unsteady: [] });
  });

  it('tests of a file whose set-up failed at first are no longer skipped', () => {
    const first = vitestOutcome({ 'a.test.ts': 'broken' });
    const second = vitestOutcome({ 'a.test.ts': { never: 'passed' } });
    expect(first.tally.skipped).toEqual(['never']);
    expect(afterBoth(first, second)).toEqual({ ...nothing, passed: 1, unsteady: ['a.test.ts'] });
  });

  it('a crash in the second attempt counts as a failure', () => {
    const first = vitestOutcome({ 'a.test.ts': { one: 'failed' } });
    expect(afterBoth(first, { step: vitest, tally: { ...nothing, failed: 1 }, report: undefined }).failed).toBe(1);
    const passedButCrashed = vitestOutcome({ 'a.test.ts': { one: 'passed' } });
    expect(afterBoth(first, { ...passedButCrashed, tally: { ...passedButCrashed.tally, failed: 1 } }).failed).toBe(1);
  });

  it('counts the failures of pytest', () => {
    const first = { step: pytest, tally: { ...nothing, passed: 8, failed: 2, failures: ['x', 'y'] }, report: undefined };
    const second = { step: pytest, tally: { ...nothing, passed: 1, failed: 1, failures: ['y'] }, report: undefined };
    expect(afterBoth(first, second)).toEqual({ ...nothing, passed: 9, failed: 1, failures: ['y'], unsteady: ['x'] });
  });
});
