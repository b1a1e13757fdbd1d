/** A run as JUnit XML: one suite, one case for each expectation. */
import junit, { type Builder } from 'junit-report-builder';
import type { ExpectationResult, RunResult } from '../scenario/result.ts';
import { describeMessage, OUTCOMES, placeOf, subjectOf, time } from './figures.ts';

/** XML 1.0 forbids these, and servers may send them: control characters, single surrogates, U+FFFE and U+FFFF. */
// eslint-disable-next-line no-control-regex -- the pattern is about control characters
const FORBIDDEN = /[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

export function junitXml(result: RunResult): string {
  const builder = newBuilder();
  const suite = builder
    .testSuite()
    .name(legal(result.scenario.name))
    .timestamp(new Date(result.startedAt))
    .time(result.durationMs / 1000)
    .property('seed', String(result.seed));
  for (const [name, value] of Object.entries(result.vars)) suite.property(legal(`var.${name}`), legal(value));
  for (const expectation of result.expectations) {
    const test = suite
      .testCase()
      .className(legal(`${result.scenario.name}.${subjectOf(expectation)}`))
      .name(legal(expectation.text));
    if (expectation.file !== null) test.file(legal(expectation.file));
    if (!expectation.passed) test.failure(legal(failureMessage(expectation)), 'expectation').stacktrace(legal(details(expectation)));
  }
  if (result.outcome === 'refused' || result.outcome === 'interrupted') {
    const test = suite.testCase().className(legal(result.scenario.name)).name('the run reaches its end');
    test.error(legal(result.problem ?? OUTCOMES[result.outcome]), result.outcome);
  }
  return builder.build();
}

/** The types of the package tell of a default export that its CommonJS module does not have. */
function newBuilder(): Builder {
  return (junit as unknown as Builder).newBuilder();
}

function failureMessage({ expected, seen }: ExpectationResult): string {
  return `expected ${expected}, seen ${seen}`;
}

function details(expectation: ExpectationResult): string {
  const lines = expectation.around.map(
    (message) => `${time(message.atMs).padStart(10)}  ${message.connection}  ${describeMessage(message)}  ${message.bytes} B`,
  );
  const text = [failureMessage(expectation), placeOf(expectation), ...lines].filter((line) => line !== '').join('\n');
  // The builder escapes only the first end of a CDATA section.
  return text.replaceAll(']]>', ']] >');
}

function legal(text: string): string {
  return text.replaceAll(FORBIDDEN, '?');
}
