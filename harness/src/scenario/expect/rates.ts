/** Expectations of each viewer: frames per second and the share of the published frames. The worst viewer counts. */
import type { FrameSeen } from '../measure/events.ts';
import type { Group } from '../measure/group.ts';
import type { Viewer } from '../measure/viewer.ts';
import { isWithin, momentAt, rangeText, type Check, type Range, type Verdict } from './check.ts';
import type { Window } from './window.ts';

const UNNUMBERED: Verdict = { passed: false, seen: 'unknown, because no frame has a number' };
const ABSENT: Verdict = { passed: false, seen: 'no viewer was there in this time' };

export class FrameRateCheck implements Check {
  readonly expected: string;
  readonly #group: Group;
  readonly #window: Window;
  readonly #range: Range;
  readonly #frames: Float64Array;

  constructor(group: Group, window: Window, range: Range) {
    this.#group = group;
    this.#window = window;
    this.#range = range;
    this.#frames = new Float64Array(group.viewers.length);
    this.expected = `${rangeText(range)} frames per second at each viewer`;
  }

  frame({ viewer, atMs }: FrameSeen): void {
    if (this.#window.contains(atMs)) this.#frames[viewer.index] = (this.#frames[viewer.index] ?? 0) + 1;
  }

  verdict(endMs: number): Verdict {
    const time = this.#window.part(0, endMs);
    if (!time) return ABSENT;
    const rates = this.#group.viewers
      .map((viewer) => ({ viewer, rate: ((this.#frames[viewer.index] ?? 0) * 1000) / viewer.presentMs(time.fromMs, time.toMs) }))
      .filter(({ rate }) => Number.isFinite(rate))
      .sort((a, b) => a.rate - b.rate);
    const [slowest, fastest] = [rates[0], rates.at(-1)];
    if (!slowest || !fastest) return ABSENT;
    const worst = isWithin(slowest.rate, this.#range) ? fastest : slowest;
    const passed = isWithin(worst.rate, this.#range);
    const seen = `${slowest.rate.toFixed(1)} at the slowest, ${fastest.rate.toFixed(1)} at the fastest`;
    return { passed, seen, value: worst.rate, at: passed ? undefined : momentAt(worst.viewer, worst.viewer.withoutSinceMs) };
  }
}

export class ShareCheck implements Check {
  readonly expected: string;
  readonly #group: Group;
  readonly #window: Window;
  readonly #min: number;
  readonly #received = new Map<Viewer, { frames: number; missing: number }>();

  constructor(group: Group, window: Window, min: number) {
    this.#group = group;
    this.#window = window;
    this.#min = min;
    this.expected = `at least ${percent(min)} of the published frames at each viewer`;
  }

  frame({ viewer, atMs, skipped, repeated }: FrameSeen): void {
    if (!this.#window.contains(atMs)) return;
    const received = this.#of(viewer);
    if (!repeated) received.frames += 1;
    received.missing += skipped;
  }

  verdict(endMs: number): Verdict {
    if (!this.#group.isNumbered) return UNNUMBERED;
    const time = this.#window.part(0, endMs);
    if (!time) return ABSENT;
    const shares = this.#group.viewers
      .filter((viewer) => viewer.presentMs(time.fromMs, time.toMs) > 0)
      .map((viewer) => ({ viewer, share: this.#share(viewer, endMs) }))
      .filter(({ share }) => Number.isFinite(share))
      .sort((a, b) => a.share - b.share);
    const [worst] = shares;
    if (!worst) return { passed: false, seen: 'no frame was published in this time' };
    const passed = worst.share >= this.#min;
    return {
      passed,
      seen: `${percent(worst.share)} at the worst viewer`,
      value: worst.share,
      at: passed ? undefined : momentAt(worst.viewer, worst.viewer.withoutSinceMs),
    };
  }

  #share(viewer: Viewer, endMs: number): number {
    const { frames, missing } = this.#of(viewer);
    const lacking = this.#window.isOpenAt(endMs) ? this.#group.lacking(viewer) : 0;
    return frames / (frames + Math.max(0, missing) + lacking);
  }

  #of(viewer: Viewer): { frames: number; missing: number } {
    const received = this.#received.get(viewer) ?? { frames: 0, missing: 0 };
    this.#received.set(viewer, received);
    return received;
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
