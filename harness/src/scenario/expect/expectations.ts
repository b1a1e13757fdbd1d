/** The expectations of a scenario: what each watches, and the results at the end. */
import type { CheckedScenario } from '../checked-scenario.ts';
import type { Group } from '../measure/group.ts';
import type { ProcessWatch } from '../measure/process-watch.ts';
import type { ExpectationResult } from '../result.ts';
import { CROWD_FIGURES, PROCESS_FIGURES, type CrowdFigure, type Expected, type ProcessFigure } from '../schema/expect.ts';
import type { Check } from './check.ts';
import { BytesCheck, ConnectedCheck, ErrorCheck, FlaggedCheck, GapCheck, LossCheck, ReconnectCheck } from './counts.ts';
import { AlwaysCheck, NeverCheck, WithinCheck } from './messages.ts';
import { CpuCheck, MemoryCheck, MemoryTrendCheck } from './processes.ts';
import { FrameRateCheck, ShareCheck } from './rates.ts';
import { AgeMaximumCheck, AgePercentileCheck, FirstFrameCheck, RecoveryCheck, WithoutFrameCheck, type EndingFault } from './times.ts';
import { Window } from './window.ts';

export interface Watched {
  readonly groups: readonly Group[];
  readonly processes: readonly ProcessWatch[];
  readonly faults: readonly EndingFault[];
}

interface Expectation {
  readonly index: number;
  readonly figure: CrowdFigure | ProcessFigure;
  readonly subject: string;
  readonly check: Check;
}

export class Expectations {
  readonly #scenario: CheckedScenario;
  readonly #expectations: readonly Expectation[];

  /** From now on, they see what the groups do. */
  constructor(scenario: CheckedScenario, watched: Watched) {
    this.#scenario = scenario;
    this.#expectations = scenario.spec.expect.flatMap((expected, index) => [
      ...this.#ofCrowds(expected, index, watched),
      ...ofProcess(expected, { index, written: scenario.input.expect?.[index] }, watched),
    ]);
  }

  results(endMs: number): ExpectationResult[] {
    const { input, origin } = this.#scenario;
    return this.#expectations.map(({ index, figure, subject, check }) => {
      const verdict = check.verdict(endMs);
      const { passed, seen, value, at } = verdict;
      const path = ['expect', index, figure];
      const written = origin.textOf(path) ?? JSON.stringify(input.expect?.[index]?.[figure]);
      return {
        text: `${figure}: ${written.replaceAll(/\s*\n\s*/g, ' ')}`,
        file: origin.file,
        line: origin.line(path) ?? null,
        subject,
        passed,
        expected: check.expected,
        seen,
        value: value !== undefined && Number.isFinite(value) ? value : null,
        atMs: passed || !at ? null : Math.round(at.atMs),
        connection: passed ? null : (at?.viewer?.name ?? null),
        around: passed ? [] : (at?.around?.messages ?? []),
      };
    });
  }

  #ofCrowds(expected: Expected, index: number, { groups, faults }: Watched): Expectation[] {
    const figures = inOrderOf(this.#scenario.input.expect?.[index], CROWD_FIGURES);
    const window = windowOf(expected, faults, this.#scenario);
    const concerned = groups.filter(({ name }) => expected.crowd === undefined || expected.crowd === name);
    return figures.flatMap((figure) =>
      concerned.flatMap((group) => {
        const protocol = this.#scenario.spec.crowds.find(({ name }) => name === group.name)?.protocol;
        return crowdChecks(figure, { expected, group, window, faults, isSocketIo: protocol === 'socket.io' }).map((check) => {
          group.observe(check);
          return { index, figure, subject: group.name, check };
        });
      }),
    );
  }
}

/** The figures of an expectation, as they are written. */
function inOrderOf<F extends string>(written: object | undefined, figures: readonly F[]): F[] {
  return Object.keys(written ?? {}).filter((key): key is F => figures.some((figure) => figure === key));
}

function windowOf({ after, before, during }: Expected, faults: readonly EndingFault[], { spec }: CheckedScenario): Window {
  const fault = during === undefined ? undefined : faults.find(({ name }) => name === during);
  // Frames that arrive after the end belong to the run.
  return fault ? Window.during(fault) : Window.between(after, before !== undefined && before < spec.duration ? before : undefined);
}

interface CrowdContext {
  readonly expected: Expected;
  readonly group: Group;
  readonly window: Window;
  readonly faults: readonly EndingFault[];
  readonly isSocketIo: boolean;
}

function crowdChecks(figure: CrowdFigure, { expected, group, window, faults, isSocketIo }: CrowdContext): Check[] {
  const checks: { readonly [F in CrowdFigure]: (value: NonNullable<Expected[F]>) => Check[] } = {
    framesPerSecond: (range) => [new FrameRateCheck(group, window, range)],
    share: ({ min }) => [new ShareCheck(group, window, min)],
    age: ({ p50, p95, p99, max }) => [
      ...Object.entries({ p50, p95, p99 }).flatMap(([name, limit]) =>
        limit === undefined ? [] : [new AgePercentileCheck(window, name as 'p50' | 'p95' | 'p99', limit)],
      ),
      ...(max === undefined ? [] : [new AgeMaximumCheck(group, window, max)]),
    ],
    withoutFrame: ({ max }) => [new WithoutFrameCheck(group, window, max)],
    gaps: (range) => [new GapCheck(group, { window, range })],
    late: (range) => [new FlaggedCheck('late', { window, range })],
    repeats: (range) => [new FlaggedCheck('repeated', { window, range })],
    firstFrame: ({ max }) => [new FirstFrameCheck(group, window, max)],
    recovery: ({ max }) => [new RecoveryCheck(group, faults, max)],
    connected: (range) => [new ConnectedCheck(group, window, range)],
    reconnects: (range) => [new ReconnectCheck({ window, range })],
    losses: (range) => [new LossCheck({ window, range })],
    bytes: (range) => [new BytesCheck({ window, range })],
    errors: (codes) => Object.entries(codes).map(([code, range]) => new ErrorCheck(code, { window, range })),
    never: (match) => [new NeverCheck(match, { window, isSocketIo })],
    always: (match) => [new AlwaysCheck(match, { window, isSocketIo })],
    within: (match) => [new WithinCheck(match, { window, isSocketIo })],
  };
  return checksOf(checks, figure, expected);
}

function ofProcess(
  expected: Expected,
  { index, written }: { readonly index: number; readonly written: object | undefined },
  { processes, faults }: Watched,
): Expectation[] {
  const watch = processes.find(({ process }) => process.name === expected.process);
  if (!watch) return [];
  const fault = faults.find(({ name }) => name === expected.during);
  const window = fault ? Window.during(fault) : Window.between(expected.after, expected.before);
  const checks: { readonly [F in ProcessFigure]: (value: NonNullable<Expected[F]>) => Check[] } = {
    memory: ({ max, growth, trend }) => [
      ...(max === undefined ? [] : [new MemoryCheck(watch, window, 'max', max)]),
      ...(growth === undefined ? [] : [new MemoryCheck(watch, window, 'growth', growth)]),
      ...(trend === undefined ? [] : [new MemoryTrendCheck(watch, window, trend)]),
    ],
    cpu: ({ max }) => [new CpuCheck(watch, window, max)],
  };
  return inOrderOf(written, PROCESS_FIGURES).flatMap((figure) =>
    checksOf(checks, figure, expected).map((check) => ({ index, figure, subject: watch.process.name, check })),
  );
}

function checksOf<F extends keyof Expected>(
  checks: { readonly [K in F]: (value: NonNullable<Expected[K]>) => Check[] },
  figure: F,
  expected: Expected,
): Check[] {
  const value = expected[figure];
  return value === undefined ? [] : checks[figure](value);
}
