import { describe, expect, it } from 'vitest';
import { add, nothing, summary, tallyJunit, tallyVitest, withExitCode } from './tally.ts';

const test = (fullName: string, status: string): object => ({ fullName, status });

describe('tallyVitest', () => {
  it('counts tests by what became of them', () => {
    const assertionResults = [test('a', 'passed'), test('b', 'passed'), test('c', 'failed'), test('d', 'pending'), test('e', 'todo')];
    const report = JSON.stringify({ testResults: [{ name: 'x.test.ts', status: 'failed', assertionResults }] });
    expect(tallyVitest(report)).toEqual({
      ...nothing,
      passed: 2,
      failed: 1,
      failures: ['c'],
      failedFiles: ['x.test.ts'],
      skipped: ['d', 'e'],
    });
  });

  it('counts a file whose import broke', () => {
    const report = JSON.stringify({ testResults: [{ name: 'x.test.ts', status: 'failed', assertionResults: [] }] });
    expect(tallyVitest(report)).toMatchObject({ failed: 1, failures: ['x.test.ts'] });
  });

  it('refuses a report that it does not understand', () => {
    expect(() => tallyVitest('{}')).toThrow();
  });
});

describe('tallyJunit', () => {
  it('sums the suites and names what was skipped', () => {
    const report = `<?xml version="1.0"?><testsuites name="pytest tests">
      <testsuite name="pytest" errors="1" failures="1" skipped="1" tests="10" time="1.2">
        <testcase classname="test_a" name="test_one" time="0.1"/>
        <testcase classname="test_a" name="test_two" time="0.1"><failure message="assert 2 == 1">x</failure></testcase>
        <testcase classname="test_a" name="test_range[&lt;1&gt;]" time="0.1"><system-out><![CDATA[<skipped/>]]></system-out><error message="no fixture">x</error></testcase>
        <testcase classname="test_a" name="test_usb" time="0"><skipped type="pytest.skip" message="no SDK">x</skipped></testcase>
      </testsuite></testsuites>`;
    expect(tallyJunit(report)).toEqual({
      ...nothing,
      passed: 7,
      failed: 2,
      failures: ['test_two', 'test_range[<1>]'],
      skipped: ['test_usb'],
    });
  });

  it('refuses a report without suites', () => {
    expect(() => tallyJunit('<testsuites/>')).toThrow('no test suite');
  });

  it('refuses a report that is cut off', () => {
    expect(() => tallyJunit('<testsuites><testsuite tests="1"><testcase name="test_one">')).toThrow();
  });
});

it('counts a crash of the runner when no test failed', () => {
  expect(withExitCode({ ...nothing, passed: 5 }, 1)).toEqual({ ...nothing, passed: 5, failed: 1 });
  expect(withExitCode({ ...nothing, failed: 2 }, 1).failed).toBe(2);
  expect(withExitCode({ ...nothing, passed: 5 }, 0).failed).toBe(0);
});

it('sums up in one line', () => {
  expect(summary({ ...nothing, passed: 3 })).toBe('3 passed, 0 failed');
  const sum = add({ ...nothing, passed: 1, failed: 1, failures: ['f'], skipped: ['a'] }, { ...nothing, passed: 2, skipped: ['b'] });
  expect(summary(sum)).toBe('3 passed, 1 failed, 2 skipped');
  expect(sum.failures).toEqual(['f']);
});
