/** Runs a scenario: starts what it needs, lets its timeline pass, measures, and stops everything that was started. */
import { oneLine } from '../input/one-line.ts';
import type { WatchedStream } from '../crowd/streams.ts';
import { RuleError } from '../proxy/rules/rule-book.ts';
import { mistake, type CheckedScenario } from './checked-scenario.ts';
import { Expectations } from './expect/expectations.ts';
import { Group } from './measure/group.ts';
import { GroupFigures } from './measure/group-result.ts';
import { ProcessWatch } from './measure/process-watch.ts';
import type { Bin, LoggedMessage, Outcome, RunResult } from './result.ts';
import { Attendance } from './stage/attendance.ts';
import { Closers } from './stage/closers.ts';
import { openFaults } from './stage/faults.ts';
import type { Fault } from './stage/fault.ts';
import { checkFolders } from './stage/process.ts';
import { addressFor, openLine, type Line } from './stage/line.ts';
import { Refusal } from './stage/refusal.ts';
import { checkProtocols, openCrowdStream } from './stage/stream.ts';
import { openTarget, type OpenTarget } from './stage/target.ts';
import { Timeline } from './stage/timeline.ts';

export interface RunOptions {
  /** Ends the run early; everything is stopped, and the result says so. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Each message of each viewer. It is synchronous: a long call delays the viewers. */
  readonly onMessage?: (message: LoggedMessage) => void;
  /** Before each sample of memory and CPU, for example to collect garbage. The next sample waits for it. */
  readonly beforeSample?: () => Promise<void>;
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunProgress {
  readonly phase: 'starting' | 'running' | 'ending';
  readonly atMs: number;
  readonly durationMs: number;
  readonly binMs: number;
  /** `bin`: the newest complete step. */
  readonly groups: readonly {
    readonly name: string;
    readonly viewers: number;
    readonly connected: number;
    readonly bin: Bin | undefined;
  }[];
  /** Names of the faults in force. */
  readonly faults: readonly string[];
  /** All faults of the scenario. null: not yet. */
  readonly faultTimes: readonly { readonly name: string; readonly fromMs: number | null; readonly toMs: number | null }[];
}

interface Crowd {
  readonly spec: CheckedScenario['spec']['crowds'][number];
  readonly url: string;
  readonly line: Line;
  readonly stream: WatchedStream;
  readonly group: Group;
  readonly figures: GroupFigures;
}

/** @throws {ScenarioError} for a mistake that only the protocols can find; nothing has been started then */
export async function runScenario(scenario: CheckedScenario, options: RunOptions = {}): Promise<RunResult> {
  await checkProtocols(scenario, options.env ?? process.env);
  checkFolders(scenario);
  const run = new Run(scenario, options);
  return run.run();
}

const BIN_MS = 1000;
const BINS_MAX = 1800;
/** Frames that were sent before the end may arrive this much later. */
const STRAGGLERS_MS = 5000;
/** Frames that were overtaken may arrive this much later. */
const LATE_MS = 1000;
const POLL_MS = 20;
/** A process that was suspended for long reads its sockets before it gives up. */
const POLLS_MIN = 25;
const PROGRESS_MS = 500;

class Run {
  readonly #scenario: CheckedScenario;
  readonly #options: RunOptions;
  readonly #closers = new Closers();
  readonly #timeline = new Timeline();
  /** Ends the run from inside: the target refuses. */
  readonly #failed = new AbortController();
  readonly #stopped: AbortSignal;
  readonly #binMs: number;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #crowds: Crowd[] = [];
  #faults: readonly Fault[] = [];
  #processes: readonly ProcessWatch[] = [];
  #expectations: Expectations | undefined;
  /** A process or a camera that has ended too early. */
  #ended: string | undefined;
  #startedAt = new Date();
  #endMs = 0;
  #isSampling = false;

  constructor(scenario: CheckedScenario, options: RunOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#stopped = AbortSignal.any([...(options.signal ? [options.signal] : []), this.#failed.signal]);
    this.#binMs = scenario.spec.bin ?? Math.max(BIN_MS, Math.ceil(scenario.spec.duration / BINS_MAX));
  }

  async run(): Promise<RunResult> {
    let problem: unknown;
    let result: RunResult | undefined;
    try {
      await this.#untilStopped(this.#open());
      await this.#pass();
    } catch (error) {
      problem = this.#stopped.aborted ? (this.#stopped.reason as unknown) : error;
    }
    try {
      if (problem === undefined || this.#isExpected(problem)) result = this.#result(problem);
    } finally {
      for (const timer of this.#timers) clearInterval(timer);
      await this.#closers.close();
    }
    if (!result) throw problem;
    return result;
  }

  async #open(): Promise<void> {
    this.#progress('starting');
    const onEnd = (text: string): void => void (this.#ended ??= text);
    const { env = process.env } = this.#options;
    const target = await openTarget({ scenario: this.#scenario, env, closers: this.#closers, onEnd });
    this.#processes = target.processes.map((process) => new ProcessWatch(process));
    for (const index of this.#scenario.spec.crowds.keys()) this.#crowds.push(await this.#openCrowd(index, target));
    const lines = this.#crowds.map(({ line }) => line);
    this.#faults = openFaults({ scenario: this.#scenario, lines, processes: target.processes, timeline: this.#timeline });
    const groups = this.#crowds.map(({ group }) => group);
    this.#expectations = new Expectations(this.#scenario, { groups, processes: this.#processes, faults: this.#faults });
  }

  async #openCrowd(index: number, { url: target, credential }: OpenTarget): Promise<Crowd> {
    const { spec } = this.#scenario;
    const crowd = spec.crowds[index];
    if (!crowd) throw new RangeError(`there is no crowd ${index}`);
    const url = addressFor(target, crowd);
    const stream = await openCrowdStream(this.#scenario, index, url, credential);
    const line = await openLine(this.#scenario, index, url).catch((error: unknown) => {
      throw error instanceof RuleError ? mistake(this.#scenario.origin, ['faults'], error.message) : error;
    });
    const { proxy } = line;
    if (proxy) this.#closers.push(() => proxy.close());
    const { onMessage } = this.#options;
    const nowMs = (): number => this.#timeline.nowMs;
    const group = new Group({ name: crowd.name, viewers: crowd.viewers, clock: stream.clock, nowMs, onMessage });
    return { spec: crowd, url, line, stream, group, figures: new GroupFigures(group, this.#binMs, spec.duration) };
  }

  /** The timeline, and the frames that arrive after it. */
  async #pass(): Promise<void> {
    const { duration, seed } = this.#scenario.spec;
    for (const crowd of this.#crowds) {
      const refused = (problem: Error): boolean => this.#refused(crowd, problem);
      const attendance = new Attendance({ crowd: crowd.spec, group: crowd.group, dial: crowd.stream.dial(crowd.line.url), seed, refused });
      this.#closers.push(() => attendance.leave());
      attendance.schedule(this.#timeline, duration);
    }
    this.#timers.push(
      setInterval(() => this.#step(), Math.min(this.#binMs, PROGRESS_MS)),
      setInterval(() => void this.#sample(), this.#binMs),
    );
    this.#startedAt = new Date();
    await this.#timeline.run(duration, this.#stopped);
    this.#endMs = duration;
    this.#progress('ending');
    for (const { group } of this.#crowds) group.close();
    await this.#poll(STRAGGLERS_MS, (group) => group.isUpToDate);
    await this.#poll(LATE_MS, (group) => !group.hasGaps);
    this.#stopped.throwIfAborted();
    await this.#timeline.settle();
  }

  async #poll(withinMs: number, isDone: (group: Group) => boolean): Promise<void> {
    const deadlineMs = this.#timeline.nowMs + withinMs;
    for (let polls = 0; this.#crowds.some(({ group }) => !isDone(group)) && !this.#stopped.aborted; polls += 1) {
      if (polls >= POLLS_MIN && this.#timeline.nowMs >= deadlineMs) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  #step(): void {
    for (const { figures, stream } of this.#crowds) {
      figures.advance(Math.min(this.#timeline.nowMs, this.#scenario.spec.duration));
      const misfit = stream.misfit();
      if (misfit !== undefined) this.#failed.abort(new Refusal(oneLine(misfit)));
    }
    this.#progress('running');
  }

  async #sample(): Promise<void> {
    if (this.#isSampling) return;
    this.#isSampling = true;
    try {
      await this.#options.beforeSample?.();
      const { nowMs } = this.#timeline;
      if (nowMs < this.#scenario.spec.duration) await Promise.all(this.#processes.map((watch) => watch.sample(nowMs)));
    } catch (error) {
      this.#failed.abort(error);
    } finally {
      this.#isSampling = false;
    }
  }

  /** While a fault is in force, the crowd tries again. */
  #refused({ group }: Crowd, problem: Error): boolean {
    if (this.#faults.some((fault) => fault.isActive && fault.concerns(group.name))) return true;
    this.#failed.abort(new Refusal(`${group.name}: ${oneLine(problem.message)}`));
    return false;
  }

  #progress(phase: RunProgress['phase']): void {
    this.#options.onProgress?.({
      phase,
      atMs: Math.round(this.#timeline.nowMs),
      durationMs: this.#scenario.spec.duration,
      binMs: this.#binMs,
      groups: this.#crowds.map(({ group, figures }) => ({
        name: group.name,
        viewers: group.viewers.length,
        connected: group.connected,
        bin: figures.bins.bins.at(-1),
      })),
      faults: this.#faults.filter(({ isActive }) => isActive).map(({ name }) => name),
      faultTimes: this.#faults.map(({ name, fromMs = null, toMs = null }) => ({ name, fromMs, toMs })),
    });
  }

  #isExpected(problem: unknown): boolean {
    return problem instanceof Refusal || this.#options.signal?.aborted === true;
  }

  #result(problem: unknown): RunResult {
    const { spec, name, origin, vars } = this.#scenario;
    const endMs = this.#endMs > 0 ? this.#endMs : this.#timeline.nowMs;
    const expectations = this.#expectations?.results(endMs) ?? [];
    const failed = this.#ended !== undefined || expectations.some(({ passed }) => !passed);
    const ended: Outcome = failed ? 'failed' : 'passed';
    return {
      format: 1,
      scenario: { name, file: origin.file },
      seed: spec.seed,
      vars,
      startedAt: this.#startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      startedAtMs: this.#startedAt.getTime(),
      durationMs: Math.round(endMs),
      outcome: problem === undefined ? ended : problem instanceof Refusal ? 'refused' : 'interrupted',
      problem: problem === undefined ? (this.#ended ?? null) : oneLine(problem instanceof Error ? problem.message : 'stopped'),
      binMs: this.#binMs,
      groups: this.#crowds.map(({ figures, spec: crowd, url }) => figures.result({ protocol: crowd.protocol, url }, endMs)),
      processes: this.#processes.map(({ result }) => result),
      faults: this.#faults.map(({ result }) => result),
      expectations: problem === undefined ? expectations : [],
    };
  }

  /** The work that goes on is stopped by the closers. */
  async #untilStopped<T>(work: Promise<T>): Promise<T> {
    const signal = this.#stopped;
    let abort: (() => void) | undefined;
    const stopped = new Promise<never>((_resolve, reject) => {
      abort = () => reject(signal.reason as Error);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([work, stopped]);
    } finally {
      if (abort) signal.removeEventListener('abort', abort);
      // The loser of the race may still reject.
      work.catch(() => undefined);
    }
  }
}
