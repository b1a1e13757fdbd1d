import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Names of what failed, as far as they are known. */
  readonly failures: readonly string[];
  /** Names of what did not run. */
  readonly skipped: readonly string[];
}

export const nothing: Tally = { passed: 0, failed: 0, failures: [], skipped: [] };

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    failures: [...a.failures, ...b.failures],
    skipped: [...a.skipped, ...b.skipped],
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
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: failures.length,
    failures,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName),
  };
}

const attribute = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

/** Counts pytest's JUnit report. */
export function tallyJunit(report: string): Tally {
  const suites = [...report.matchAll(/<testsuite\b[^>]*>/g)].map(([tag]) => tag);
  if (suites.length === 0) throw new Error('the JUnit report has no test suite');
  const sum = (name: string): number => suites.reduce((total, tag) => total + Number(attribute(tag, name) || 0), 0);
  const skipped = [...report.matchAll(/<testcase\b([^>]*)>\s*<skipped\b/g)].map(([, tag = '']) => attribute(tag, 'name'));
  const failures = [...report.matchAll(/<testcase\b([^>]*)>\s*<(?:failure|error)\b/g)].map(([, tag = '']) => attribute(tag, 'name'));
  const failed = sum('failures') + sum('errors');
  return { passed: sum('tests') - failed - sum('skipped'), failed, failures, skipped };
}
