/**
 * A few of thousands of tests can fail because the machine was busy. Their files run once more, alone. A test that then
 * passes counts as passed, and its name is printed as unsteady. A defect fails both times.
 */
import type { Outcome } from './run-step.ts';
import type { Step } from './steps.ts';
import { mergeVitestReports, tallyVitest, withExitCode, type Tally } from './tally.ts';

/** With more failures something is broken, and a second attempt would only take time. */
const FAILURES_MAX = 5;
const WORKERS = /^(--numprocesses|--maxWorkers)=\d+$/;

/** @returns whether so few tests failed that a second attempt is sensible */
export function isWorthASecondAttempt({ failed }: Tally): boolean {
  return failed > 0 && failed <= FAILURES_MAX;
}

/** @returns the step that runs what failed, or undefined if the step is no test or does not name its failed tests */
export function secondAttempt(step: Step, { failedFiles, failures }: Tally): Step | undefined {
  if (failures.length === 0) return undefined;
  const args = step.args.filter((arg) => !WORKERS.test(arg));
  const again = { ...step, name: `${step.name}-again` };
  if (step.kind === 'pytest') return { ...again, args: [...args, '--last-failed'] };
  return step.kind === 'vitest' && failedFiles.length > 0 ? { ...again, args: [...args, '--maxWorkers=1', ...failedFiles] } : undefined;
}

/** What a step comes to when `second` ran the files that failed in `first`. */
export function afterBoth(first: Outcome, second: Outcome): Tally {
  const failed = new Set(second.tally.failures);
  const unsteady = first.tally.failures.filter((name) => !failed.has(name));
  return { ...mergedTally(first, second), failures: second.tally.failures, unsteady };
}

function mergedTally(first: Outcome, second: Outcome): Tally {
  if (first.step.kind === 'vitest' && first.report !== undefined && second.report !== undefined) {
    return withExitCode(tallyVitest(mergeVitestReports(first.report, second.report)), second.tally.failed);
  }
  const { passed, failed } = first.tally;
  return { ...first.tally, passed: passed + failed - second.tally.failed, failed: second.tally.failed };
}
