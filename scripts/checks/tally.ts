import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Names of what failed, as far as they are known. */
  readonly failures: readonly string[];
  /** Test files with failures, as far as they are known. */
  readonly failedFiles: readonly string[];
  /** Names of what did not run. */
  readonly skipped: readonly string[];
  /** Names of what failed at first and passed in a second attempt. */
  readonly unsteady: readonly string[];
}

export const nothing: Tally = { passed: 0, failed: 0, failures: [], failedFiles: [], skipped: [], unsteady: [] };

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    failures: [...a.failures, ...b.failures],
    failedFiles: [...a.failedFiles, ...b.failedFiles],
    skipped: [...a.skipped, ...b.skipped],
    unsteady: [...a.unsteady, ...b.unsteady],
  };
}

/** A program that failed although none of its tests did (a crash, a leak, an import that broke) is itself a failure. */
export function withExitCode(tally: Tally, code: number): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

export function summary({ passed, failed, skipped }: Tally): string {
  const counts = `${passed} passed, ${failed} failed`;
  return skipped.length === 0 ? counts : `${counts}, ${skipped.length} skipped`;
}

const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Counts Vitest's JSON report; a file that failed without a failed test (its import broke) counts as one. */
export function tallyVitest(report: string): Tally {
  const files = vitestSchema.parse(JSON.parse(report)).testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const brokenFiles = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  const failures = [
    ...tests.filter((test) => test.status === 'failed').map((test) => test.fullName),
    ...brokenFiles.map(({ name }) => name),
  ];
  return {
    ...nothing,
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: failures.length,
    failures,
    failedFiles: files.filter(({ status }) => status === 'failed').map(({ name }) => name),
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName),
  };
}

/** Vitest's report in which the files of a later run replace those of an earlier one. */
export function mergeVitestReports(earlier: string, later: string): string {
  const again = vitestSchema.parse(JSON.parse(later)).testResults;
  const kept = vitestSchema.parse(JSON.parse(earlier)).testResults.filter(({ name }) => !again.some((file) => file.name === name));
  return JSON.stringify({ testResults: [...kept, ...again] });
}

/** Counts pytest's JUnit report. @throws {ParseError} for a report that is not whole */
export function tallyJunit(report: string): Tally {
  const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(report, 'text/xml');
  const suites = [...document.getElementsByTagName('testsuite')];
  if (suites.length === 0) throw new Error('the JUnit report has no test suite');
  const sum = (name: string): number => suites.reduce((total, suite) => total + Number(suite.getAttribute(name) ?? 0), 0);
  const cases = [...document.getElementsByTagName('testcase')];
  const namesWith = (...outcomes: string[]): string[] =>
    cases
      .filter((one) => outcomes.some((outcome) => one.getElementsByTagName(outcome).length > 0))
      .map((one) => one.getAttribute('name') ?? '');
  const failed = sum('failures') + sum('errors');
  return {
    ...nothing,
    passed: sum('tests') - failed - sum('skipped'),
    failed,
    failures: namesWith('failure', 'error'),
    skipped: namesWith('skipped'),
  };
}
