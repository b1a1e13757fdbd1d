/** Expectations of memory and CPU of a process. */
import type { ProcessWatch } from '../measure/process-watch.ts';
import { bytesText, type Check, type Verdict } from './check.ts';
import type { Window } from './window.ts';

const UNKNOWN: Verdict = { passed: false, seen: 'unknown: the process was not measured in this time' };

export class MemoryCheck implements Check {
  readonly expected: string;
  readonly #watch: ProcessWatch;
  readonly #window: Window;
  readonly #kind: 'max' | 'growth';
  readonly #limit: number;

  constructor(watch: ProcessWatch, window: Window, kind: 'max' | 'growth', limit: number) {
    this.#watch = watch;
    this.#window = window;
    this.#kind = kind;
    this.#limit = limit;
    this.expected = kind === 'max' ? `memory of at most ${bytesText(limit)}` : `memory that grows by at most ${bytesText(limit)}`;
  }

  verdict(): Verdict {
    const samples = this.#watch.samples.filter(({ atMs }) => this.#window.contains(atMs));
    const [first, last] = [samples[0], samples.at(-1)];
    if (!first || !last) return UNKNOWN;
    const base = this.#kind === 'max' ? 0 : first.memoryBytes;
    const value = this.#kind === 'max' ? Math.max(...samples.map(({ memoryBytes }) => memoryBytes)) : last.memoryBytes - base;
    const passed = value <= this.#limit;
    const above = samples.find(({ memoryBytes }) => memoryBytes - base > this.#limit);
    const at = passed || !above ? undefined : { atMs: above.atMs, viewer: undefined, around: undefined };
    const seen = this.#kind === 'max' ? bytesText(value) : `${bytesText(Math.abs(value))} ${value < 0 ? 'less' : 'more'} at the end`;
    return { passed, seen, at };
  }
}

export class CpuCheck implements Check {
  readonly expected: string;
  readonly #watch: ProcessWatch;
  readonly #window: Window;
  readonly #maxPercent: number;

  constructor(watch: ProcessWatch, window: Window, maxPercent: number) {
    this.#watch = watch;
    this.#window = window;
    this.#maxPercent = maxPercent;
    this.expected = `at most ${maxPercent} % of one core`;
  }

  verdict(): Verdict {
    const known = this.#watch.samples.flatMap(({ atMs, cpuPercent }) =>
      cpuPercent !== null && this.#window.contains(atMs) ? cpuPercent : [],
    );
    if (known.length === 0) return UNKNOWN;
    const mean = known.reduce((sum, percent) => sum + percent, 0) / known.length;
    return { passed: mean <= this.#maxPercent, seen: `${mean.toFixed(1)} % of one core` };
  }
}
