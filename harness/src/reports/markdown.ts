/** A run as Markdown, for a comment on a pull request. */
import type { ExpectationResult, FaultResult, GroupResult, RunResult } from '../scenario/result.ts';
import { byImportance, count, describeMessage, milliseconds, OUTCOMES, placeOf, rate, share, subjectOf, time, verdict } from './figures.ts';

const FAILED_DETAILS_MAX = 5;

export function markdown(result: RunResult): string {
  const { scenario, outcome, durationMs, seed, groups, faults, expectations } = result;
  const failed = expectations.filter(({ passed, around }) => !passed && around.length > 0);
  return [
    `### ${outcome === 'passed' ? '✅' : '❌'} ${plain(scenario.name)}: ${OUTCOMES[outcome].toLowerCase()}`,
    `${plain(verdict(result))}. ${time(durationMs)}, seed ${seed}.`,
    ...(expectations.length === 0 ? [] : [expectationTable(expectations)]),
    ...failed.slice(0, FAILED_DETAILS_MAX).map(messages),
    ...(groups.length === 0 ? [] : [groupTable(groups)]),
    ...(faults.length === 0 ? [] : [faultTable(faults)]),
    '',
  ].join('\n\n');
}

function expectationTable(expectations: readonly ExpectationResult[]): string {
  const rows = byImportance(expectations).map((expectation) => [
    expectation.passed ? '✅' : '❌',
    plain(subjectOf(expectation)),
    plain(expectation.expected),
    plain(expectation.seen),
    plain(placeOf(expectation)),
  ]);
  return table(['', 'Of', 'Expected', 'Seen', 'Where'], rows);
}

function messages(expectation: ExpectationResult): string {
  const rows = expectation.around.map((message) => [
    time(message.atMs),
    plain(message.connection),
    code(describeMessage(message)),
    count(message.bytes),
  ]);
  const title = `Messages around ${time(expectation.atMs)}: ${plain(expectation.expected)}`;
  return `<details><summary>${title}</summary>\n\n${table(['At', 'Connection', 'Message', 'Bytes'], rows)}\n\n</details>`;
}

function groupTable(groups: readonly GroupResult[]): string {
  const rows = groups.map(({ name, viewers, summary }) => [
    plain(name),
    count(viewers),
    rate(summary.framesPerSecond),
    share(summary.share.worst),
    milliseconds(summary.ageMs.p95),
    milliseconds(summary.longestGapMs),
    count(summary.missing),
    count(summary.repeated),
    count(summary.late),
    count(summary.reconnects),
  ]);
  return table(['Group', 'Viewers', 'fps', 'Worst share', 'Age p95', 'Longest gap', 'Missing', 'Repeated', 'Late', 'Reconnects'], rows);
}

function faultTable(faults: readonly FaultResult[]): string {
  const rows = faults.map(({ name, what, fromMs, toMs, rules }) => [
    plain(name),
    plain(what),
    time(fromMs),
    time(toMs),
    rules.length === 0 ? '–' : count(rules.reduce((sum, { applied }) => sum + applied, 0)),
  ]);
  return table(['Fault', 'What', 'From', 'Until', 'Applied'], rows);
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text without any effect of Markdown, HTML or the names of people. */
function plain(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_[\]#!|~$:]|(?<=www)\./g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@&#8203;');
}

/** A code span that the text cannot end, in a cell of a table. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${oneLine(text).replaceAll('|', '\\|')} ${fence}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
