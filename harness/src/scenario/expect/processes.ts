/** Expectations of memory and CPU of a process. */
import { trend } from '../../figures/statistics.ts';
import type { ProcessWatch } from '../measure/process-watch.ts';
import type { ProcessSample } from '../result.ts';
import { bytesText, type Check, type Verdict } from './check.ts';
import type { Window } from './window.ts';

const UNKNOWN: Verdict = { passed: false, seen: 'unknown: the process was not measured in this time' };
const HOUR_MS = 3_600_000;
const TREND_SAMPLES_MIN = 3;

/** The derived checks judge the samples of the window. */
abstract class ProcessCheck implements Check {
  readonly expected: string;
  readonly #watch: ProcessWatch;
  readonly #window: Window;

  constructor(watch: ProcessWatch, window: Window, expected: string) {
    this.#watch = watch;
    this.#window = window;
    this.expected = expected;
  }

  protected get samples(): readonly ProcessSample[] {
    return this.#watch.samples.filter(({ atMs }) => this.#window.contains(atMs));
  }

  abstract verdict(): Verdict;
}

export class MemoryCheck extends ProcessCheck {
  readonly #kind: 'max' | 'growth';
  readonly #limit: number;

  constructor(watch: ProcessWatch, window: Window, kind: 'max' | 'growth', limit: number) {
    super(watch, window, kind === 'max' ? `memory of at most ${bytesText(limit)}` : `memory that grows by at most ${bytesText(limit)}`);
    this.#kind = kind;
    this.#limit = limit;
  }

  verdict(): Verdict {
    const { samples } = this;
    const [first, last] = [samples[0], samples.at(-1)];
    if (!first || !last) return UNKNOWN;
    const base = this.#kind === 'max' ? 0 : first.memoryBytes;
    const value = this.#kind === 'max' ? Math.max(...samples.map(({ memoryBytes }) => memoryBytes)) : last.memoryBytes - base;
    const passed = value <= this.#limit;
    const above = samples.find(({ memoryBytes }) => memoryBytes - base > this.#limit);
    const at = passed || !above ? undefined : { atMs: above.atMs, viewer: undefined, around: undefined };
    const seen = this.#kind === 'max' ? bytesText(value) : `${bytesText(Math.abs(value))} ${value < 0 ? 'less' : 'more'} at the end`;
    return { passed, seen, value, at };
  }
}

/** A single sample counts little, so that a late collection of garbage is no growth. */
export class MemoryTrendCheck extends ProcessCheck {
  readonly #maxPerHour: number;

  constructor(watch: ProcessWatch, window: Window, maxPerHour: number) {
    super(watch, window, `memory that grows by at most ${bytesText(maxPerHour)} in an hour, beyond noise`);
    this.#maxPerHour = maxPerHour;
  }

  verdict(): Verdict {
    const { samples } = this;
    if (samples.length < TREND_SAMPLES_MIN) return UNKNOWN;
    const { slope, slopeError } = trend(samples.map(({ atMs, memoryBytes }) => [atMs / HOUR_MS, memoryBytes]));
    const beyondNoise = Math.max(0, slope - 2 * slopeError);
    const seen = `${bytesText(Math.abs(Math.round(slope)))} ${slope < 0 ? 'less' : 'more'} in an hour, ± ${bytesText(Math.round(2 * slopeError))}`;
    return { passed: beyondNoise <= this.#maxPerHour, seen, value: beyondNoise };
  }
}

export class CpuCheck extends ProcessCheck {
  readonly #maxPercent: number;

  constructor(watch: ProcessWatch, window: Window, maxPercent: number) {
    super(watch, window, `at most ${maxPercent} % of one core`);
    this.#maxPercent = maxPercent;
  }

  verdict(): Verdict {
    const known = this.samples.flatMap(({ cpuPercent }) => cpuPercent ?? []);
    if (known.length === 0) return UNKNOWN;
    const mean = known.reduce((sum, percent) => sum + percent, 0) / known.length;
    return { passed: mean <= this.#maxPercent, seen: `${mean.toFixed(1)} % of one core`, value: mean };
  }
}
