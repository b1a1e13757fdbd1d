/** What the page shows of a run, as JSON. */
import { expectationSections } from '../reports/html/expectations.ts';
import { verdict } from '../reports/figures.ts';
import type { Bin, RunResult } from '../scenario/result.ts';
import type { RunProgress } from '../scenario/run.ts';

export interface GroupView {
  readonly name: string;
  readonly viewers: number;
  readonly connected: number;
  readonly bins: Bin[];
}

export interface RunView {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly seed: number;
  readonly vars: Readonly<Record<string, string>>;
  readonly phase: RunProgress['phase'] | 'finished';
  readonly isStopping: boolean;
  readonly atMs: number;
  readonly durationMs: number;
  readonly binMs: number;
  readonly groups: readonly GroupView[];
  readonly faults: RunProgress['faultTimes'];
  readonly ended: EndView | null;
}

export interface EndView {
  readonly outcome: RunResult['outcome'];
  readonly verdict: string;
  /** HTML whose texts are escaped. */
  readonly expectations: string;
  readonly missed: readonly { readonly subject: string | null; readonly atMs: number }[];
  /** Name of the report; null: none was written. */
  readonly report: string | null;
}

/** Of a run whose viewers never joined. */
export function refusedEnd(problem: string): EndView {
  return { outcome: 'refused', verdict: problem, expectations: '', missed: [], report: null };
}

export function endOf(result: RunResult, report: string | null): EndView {
  const missed = result.expectations.flatMap(({ passed, subject, atMs }) => (passed || atMs === null ? [] : [{ subject, atMs }]));
  const expectations = expectationSections(result.expectations).text;
  return { outcome: result.outcome, verdict: verdict(result), expectations, missed, report };
}
