/** Figures and times of a run as text. Unknown figures are a dash. */
import type { ExpectationResult, LoggedMessage, Outcome, RunResult } from '../scenario/result.ts';

const UNKNOWN = '–';

export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  refused: 'Could not run',
  interrupted: 'Interrupted',
};

export function count(value: number | null): string {
  return value === null ? UNKNOWN : value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

export function rate(value: number | null): string {
  return value === null ? UNKNOWN : value.toFixed(1);
}

export function share(value: number | null): string {
  return value === null ? UNKNOWN : `${(value * 100).toFixed(1)} %`;
}

export function milliseconds(value: number | null): string {
  if (value === null) return UNKNOWN;
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytes(value: number | null): string {
  if (value === null) return UNKNOWN;
  const power = value < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${BYTE_UNITS[power] ?? ''}`;
}

/** A time of the run: `12.40 s`. */
export function time(atMs: number | null): string {
  return atMs === null ? UNKNOWN : `${(atMs / 1000).toFixed(2)} s`;
}

/** `2 of 5 expectations failed`. */
export function verdict({ outcome, problem, expectations }: RunResult): string {
  if (outcome === 'refused' || outcome === 'interrupted') return problem ?? OUTCOMES[outcome];
  const failed = expectations.filter(({ passed }) => !passed).length;
  const all = `${expectations.length} ${expectations.length === 1 ? 'expectation' : 'expectations'}`;
  if (failed > 0) return `${failed} of ${all} failed`;
  return expectations.length === 0 ? 'the scenario has no expectations' : `${all} met`;
}

/** The failed ones first. */
export function byImportance(expectations: readonly ExpectationResult[]): ExpectationResult[] {
  return [...expectations.filter(({ passed }) => !passed), ...expectations.filter(({ passed }) => passed)];
}

/** `at 12.40 s, on chat#3, scenario.yaml:18`; empty if nothing is known. */
export function placeOf({ atMs, connection, file, line }: ExpectationResult): string {
  const written = file === null ? undefined : `${file}${line === null ? '' : `:${line}`}`;
  return [atMs === null ? undefined : `at ${time(atMs)}`, connection === null ? undefined : `on ${connection}`, written]
    .filter((part) => part !== undefined)
    .join(', ');
}

export function subjectOf({ subject }: ExpectationResult): string {
  return subject ?? 'all groups';
}

/** What a logged message is, in a few words: `frame, number 41, 3.2 ms old`. */
export function describeMessage({ kind, name, seq, ageMs, text }: LoggedMessage): string {
  if (kind === 'opened') return 'connected';
  if (kind === 'lost') return `connection lost: ${name}`;
  const details = [
    seq === null ? undefined : `number ${seq}`,
    ageMs === null ? undefined : `${milliseconds(ageMs)} old`,
    text ?? undefined,
  ];
  return [name, ...details.filter((detail) => detail !== undefined)].join(', ');
}
