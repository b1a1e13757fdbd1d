/** One run of the page: what has been measured so far, and its end. It goes on without a page that watches. */
import type { CheckedScenario } from '../scenario/checked-scenario.ts';
import { ScenarioError } from '../scenario/checked-scenario.ts';
import type { RunResult } from '../scenario/result.ts';
import { runScenario, type RunProgress } from '../scenario/run.ts';
import { MessageFeed } from './message-feed.ts';
import { endOf, refusedEnd, type EndView, type GroupView, type RunView } from './run-view.ts';

export interface LiveRunOptions {
  readonly id: string;
  readonly file: string;
  readonly scenario: CheckedScenario;
  readonly env: NodeJS.ProcessEnv;
  readonly changed: () => void;
  /** @returns the name of the report */
  readonly save: (result: RunResult) => Promise<string>;
}

export class LiveRun {
  readonly feed = new MessageFeed();
  /** Never rejects. */
  readonly finished: Promise<void>;
  readonly #options: LiveRunOptions;
  readonly #stop = new AbortController();
  #progress: RunProgress | undefined;
  #groups: readonly GroupView[] = [];
  #faults: RunProgress['faultTimes'] = [];
  #end: EndView | undefined;

  constructor(options: LiveRunOptions) {
    this.#options = options;
    this.finished = this.#run();
  }

  get isFinished(): boolean {
    return this.#end !== undefined;
  }

  get atMs(): number {
    return this.#progress?.atMs ?? 0;
  }

  stop(): void {
    this.#stop.abort(new Error('stopped on the page'));
    this.#options.changed();
  }

  view(): RunView {
    const { id, file, scenario } = this.#options;
    const { spec, name, vars } = scenario;
    return {
      id,
      file,
      name,
      seed: spec.seed,
      vars,
      phase: this.#end ? 'finished' : (this.#progress?.phase ?? 'starting'),
      isStopping: this.#stop.signal.aborted && !this.#end,
      atMs: this.atMs,
      durationMs: spec.duration,
      binMs: this.#progress?.binMs ?? 1000,
      groups: this.#groups,
      faults: this.#faults,
      ended: this.#end ?? null,
    };
  }

  async #run(): Promise<void> {
    const { scenario, env, changed } = this.#options;
    try {
      const result = await runScenario(scenario, {
        env,
        signal: this.#stop.signal,
        onProgress: (progress) => this.#advance(progress),
        onMessage: (message) => this.feed.add(message),
      });
      this.#groups = result.groups.map(({ name, viewers, bins }) => ({
        name,
        viewers,
        connected: bins.at(-1)?.connected ?? 0,
        bins: [...bins],
      }));
      this.#faults = result.faults;
      this.#end = await this.#saved(result);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#end = refusedEnd(error instanceof ScenarioError ? message : `the run failed: ${message}`);
    }
    changed();
  }

  /** A report that cannot be written does not hide the result. */
  async #saved(result: RunResult): Promise<EndView> {
    try {
      return endOf(result, await this.#options.save(result));
    } catch (error) {
      const end = endOf(result, null);
      return { ...end, verdict: `${end.verdict}; the report cannot be written: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  #advance(progress: RunProgress): void {
    const isNewPhase = progress.phase !== this.#progress?.phase;
    this.#progress = progress;
    this.#faults = progress.faultTimes;
    this.#groups = progress.groups.map(({ name, viewers, connected, bin }, index) => {
      const bins = this.#groups[index]?.bins ?? [];
      if (bin && bin.atMs > (bins.at(-1)?.atMs ?? -1)) bins.push(bin);
      return { name, viewers, connected, bins };
    });
    if (isNewPhase) this.#options.changed();
  }
}
