/** A run in text, for the console. The failed expectations come first. */
import { table } from '../crowd/report.ts';
import { oneLine } from '../input/one-line.ts';
import type { ExpectationResult, FaultResult, GroupResult, LoggedMessage, ProcessResult, RunResult } from './result.ts';
import { bytesText, milliseconds } from './expect/check.ts';

export function runSummary(result: RunResult): string {
  const failed = result.expectations.filter(({ passed }) => !passed);
  const parts = [
    headline(result),
    ...failed.map(failure),
    ...(result.groups.length === 0 ? [] : [groupsTable(result.groups)]),
    ...(result.faults.length === 0 ? [] : [faultsTable(result.faults)]),
    ...(result.processes.length === 0 ? [] : [processesTable(result.processes)]),
    ...errors(result.groups),
  ];
  return parts.join('\n\n');
}

function headline({ scenario, outcome, problem, durationMs, seed, expectations }: RunResult): string {
  const met = expectations.filter(({ passed }) => passed).length;
  const counts = expectations.length === 0 ? '' : `; ${met} of ${expectations.length} expectations met`;
  return `${scenario.name}: ${outcome}${problem === null ? '' : `: ${problem}`}; ${(durationMs / 1000).toFixed(1)} s, seed ${seed}${counts}`;
}

/** One paragraph. */
export function failure(expectation: ExpectationResult): string {
  const { text, file, line, subject, expected, seen, atMs, connection, around } = expectation;
  const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  const where = [connection === null ? null : `viewer ${connection}`, atMs === null ? null : `at ${seconds(atMs)}`].filter(
    (part) => part !== null,
  );
  return [
    `FAILED ${place}${subject === null ? '' : `${subject}: `}${text}`,
    `  expected  ${expected}`,
    `  seen      ${seen}${where.length === 0 ? '' : ` (${where.join(', ')})`}`,
    ...(around.length === 0
      ? []
      : ['  messages', ...around.map((message) => `  ${Math.round(message.atMs) === atMs ? '>' : ' '} ${messageLine(message)}`)]),
  ].join('\n');
}

const KIND_TEXTS: Readonly<Record<LoggedMessage['kind'], (name: string) => string>> = {
  frame: () => 'frame',
  message: (name) => `message ${name}`,
  opened: () => 'connection opened',
  lost: (name) => `connection lost: ${name}`,
};

export function messageLine({ atMs, kind, name, bytes, seq, ageMs, text }: LoggedMessage): string {
  const parts = [
    KIND_TEXTS[kind](oneLine(name)),
    ...(seq === null ? [] : [`number ${seq}`]),
    ...(kind === 'opened' || kind === 'lost' ? [] : [`${bytes} bytes`]),
    ...(ageMs === null ? [] : [`${milliseconds(Math.max(0, ageMs))} old`]),
    ...(text === null ? [] : [oneLine(text).slice(0, 80)]),
  ];
  return `${seconds(atMs).padStart(9)}  ${parts.join(', ')}`;
}

function groupsTable(groups: readonly GroupResult[]): string {
  const ms = (value: number | null): string => (value === null ? '—' : milliseconds(value));
  const rows = groups.map(({ name, viewers, summary }) => [
    name,
    String(viewers),
    String(summary.frames),
    summary.framesPerSecond.toFixed(1),
    summary.share.worst === null ? '—' : `${(summary.share.worst * 100).toFixed(1)} %`,
    ms(summary.ageMs.p50),
    ms(summary.ageMs.p95),
    ms(summary.firstFrameMs.max),
    ms(summary.longestGapMs),
    summary.missing === null ? '—' : String(summary.missing),
    String(summary.repeated),
    String(summary.late),
    String(summary.reconnects),
  ]);
  const titles = [
    'crowd',
    'viewers',
    'frames',
    'fps',
    'worst share',
    'age p50',
    'p95',
    'first frame',
    'longest gap',
    'missing',
    'repeated',
    'late',
    'reconnects',
  ];
  return table(titles, rows);
}

function faultsTable(faults: readonly FaultResult[]): string {
  const time = (ms: number | null, none: string): string => (ms === null ? none : seconds(ms));
  const rows = faults.map(({ name, what, fromMs, toMs, rules }) => {
    const sum = (of: 'matched' | 'applied'): string => (rules.length === 0 ? '' : String(rules.reduce((so, rule) => so + rule[of], 0)));
    return [name, what, time(fromMs, 'never'), time(toMs, 'end'), sum('matched'), sum('applied')];
  });
  return table(['fault', 'what', 'from', 'to', 'matched', 'applied'], rows);
}

function processesTable(processes: readonly ProcessResult[]): string {
  const rows = processes.map(({ name, pid, memoryMaxBytes, cpuMeanPercent }) => [
    name,
    pid === null ? '—' : String(pid),
    memoryMaxBytes === null ? '—' : bytesText(memoryMaxBytes),
    cpuMeanPercent === null ? '—' : `${cpuMeanPercent.toFixed(1)} %`,
  ]);
  return table(['process', 'pid', 'most memory', 'cpu'], rows);
}

function errors(groups: readonly GroupResult[]): string[] {
  const lines = groups.flatMap(({ name, errors: counted }) =>
    counted.map(({ code, count, example }) => `${name}: ${count} × ${code}: ${example}`),
  );
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
