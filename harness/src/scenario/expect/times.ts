/** Expectations of times: ages, time without a frame, first frame, recovery after faults. The worst viewer counts. */
import { Distribution } from '../../figures/statistics.ts';
import type { FrameSeen } from '../measure/events.ts';
import type { Group } from '../measure/group.ts';
import type { Viewer } from '../measure/viewer.ts';
import { counted, milliseconds, momentAt, type Check, type Moment, type Verdict } from './check.ts';
import type { FaultTimes, Window } from './window.ts';

const AGELESS: Verdict = { passed: false, seen: 'unknown, because no frame in this time has a time of capture' };

/** The longest of some times, and where it was above the limit. */
class Longest {
  ms: number | undefined;
  moment: Moment | undefined;
  readonly #maxMs: number;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  add(ms: number, viewer: Viewer, atMs: number): void {
    if (ms <= (this.ms ?? -1)) return;
    this.ms = ms;
    // The first time that is above the limit explains more than the longest.
    if (ms > this.#maxMs) this.moment ??= momentAt(viewer, atMs);
  }

  verdict(none: Verdict, text: (ms: number) => string): Verdict {
    if (this.ms === undefined) return none;
    return { passed: this.ms <= this.#maxMs, seen: text(this.ms), value: this.ms, at: this.moment };
  }
}

/** The longest time of a group's viewers in a window, which the derived checks add to `longest`. */
abstract class LongestTimeCheck implements Check {
  readonly expected: string;
  protected readonly group: Group;
  protected readonly window: Window;
  protected readonly longest: Longest;

  constructor(group: Group, window: Window, maxMs: number, expected: string) {
    this.group = group;
    this.window = window;
    this.longest = new Longest(maxMs);
    this.expected = expected;
  }

  abstract verdict(endMs: number): Verdict;
}

export class AgePercentileCheck implements Check {
  readonly expected: string;
  readonly #window: Window;
  readonly #share: number;
  readonly #maxMs: number;
  readonly #ages = new Distribution();
  readonly #oldest: Longest;

  constructor(window: Window, name: 'p50' | 'p95' | 'p99', maxMs: number) {
    this.#window = window;
    this.#share = Number(name.slice(1)) / 100;
    this.#maxMs = maxMs;
    this.#oldest = new Longest(maxMs);
    this.expected = `${name.slice(1)} % of the frames at most ${milliseconds(maxMs)} old`;
  }

  frame({ viewer, atMs, ageMs }: FrameSeen): void {
    if (ageMs === null || !this.#window.contains(atMs)) return;
    this.#ages.add(ageMs);
    this.#oldest.add(ageMs, viewer, atMs);
  }

  verdict(): Verdict {
    if (this.#ages.count === 0) return AGELESS;
    const age = this.#ages.percentile(this.#share);
    const passed = age <= this.#maxMs;
    const seen = `${Math.round(this.#share * 100)} % are at most ${milliseconds(age)} old, the oldest ${milliseconds(this.#ages.max)}`;
    return { passed, seen, value: age, at: passed ? undefined : this.#oldest.moment };
  }
}

/** Of the newest frame of each viewer. It grows while none arrives. */
export class AgeMaximumCheck extends LongestTimeCheck {
  constructor(group: Group, window: Window, maxMs: number) {
    super(group, window, maxMs, `newest frame of each viewer at most ${milliseconds(maxMs)} old at any time`);
  }

  frame({ viewer, atMs, ageMs, staleMs, withoutSinceMs }: FrameSeen): void {
    const inside = staleMs === null ? undefined : this.window.part(withoutSinceMs, atMs);
    // The age in the window, if it ends before this frame.
    if (inside && staleMs !== null) this.longest.add(staleMs - (atMs - inside.toMs), viewer, inside.toMs);
    if (ageMs !== null && this.window.contains(atMs)) this.longest.add(ageMs, viewer, atMs);
  }

  left(viewer: Viewer, atMs: number): void {
    this.#open(viewer, atMs);
  }

  verdict(endMs: number): Verdict {
    for (const viewer of this.group.viewers) if (viewer.isPresent) this.#open(viewer, endMs);
    return this.longest.verdict(AGELESS, (ms) => `${milliseconds(ms)} old at the worst viewer`);
  }

  #open(viewer: Viewer, atMs: number): void {
    const inside = viewer.frameAtMs === undefined ? undefined : this.window.part(viewer.frameAtMs, atMs);
    const staleMs = inside ? this.group.staleMs(viewer, inside.toMs) : null;
    if (inside && staleMs !== null) this.longest.add(staleMs, viewer, inside.toMs);
  }
}

export class WithoutFrameCheck extends LongestTimeCheck {
  constructor(group: Group, window: Window, maxMs: number) {
    super(group, window, maxMs, `at most ${milliseconds(maxMs)} without a frame at each viewer`);
  }

  frame({ viewer, atMs, withoutSinceMs }: FrameSeen): void {
    this.#add(viewer, withoutSinceMs, atMs);
  }

  left(viewer: Viewer, atMs: number): void {
    this.#add(viewer, viewer.withoutSinceMs, atMs);
  }

  verdict(endMs: number): Verdict {
    for (const viewer of this.group.viewers) if (viewer.isPresent) this.#add(viewer, viewer.withoutSinceMs, endMs);
    return this.longest.verdict({ passed: false, seen: 'no viewer was there in this time' }, (ms) => `${milliseconds(ms)} without a frame`);
  }

  #add(viewer: Viewer, fromMs: number, toMs: number): void {
    const inside = this.window.part(fromMs, toMs);
    if (inside) this.longest.add(inside.toMs - inside.fromMs, viewer, inside.fromMs);
  }
}

export class FirstFrameCheck extends LongestTimeCheck {
  constructor(group: Group, window: Window, maxMs: number) {
    super(group, window, maxMs, `first frame of each viewer within ${milliseconds(maxMs)}`);
  }

  frame({ viewer, atMs, isFirst }: FrameSeen): void {
    if (isFirst && this.window.contains(viewer.joinedMs)) this.longest.add(atMs - viewer.joinedMs, viewer, atMs);
  }

  verdict(endMs: number): Verdict {
    let unserved = 0;
    for (const viewer of this.group.viewers) {
      if (!viewer.isPresent || viewer.frameAtMs !== undefined || !this.window.contains(viewer.joinedMs)) continue;
      unserved += 1;
      this.longest.add(endMs - viewer.joinedMs, viewer, viewer.joinedMs);
    }
    return this.longest.verdict({ passed: false, seen: 'no viewer joined in this time' }, (ms) => slowest(ms, unserved));
  }
}

function slowest(ms: number, unserved: number): string {
  const none = unserved === 0 ? '' : `; ${counted(unserved, ['viewer', 'viewers'])} had none`;
  return `${milliseconds(ms)} at the slowest viewer${none}`;
}

/** A fault that ends, or an action on a process that is done. */
export interface EndingFault extends FaultTimes {
  readonly name: string;
}

export class RecoveryCheck implements Check {
  readonly expected: string;
  readonly #group: Group;
  readonly #faults: readonly EndingFault[];
  readonly #longest: Longest;
  /** Viewers that have had a frame after each fault. */
  readonly #recovered = new Map<EndingFault, Set<Viewer>>();

  constructor(group: Group, faults: readonly EndingFault[], maxMs: number) {
    this.#group = group;
    this.#faults = faults;
    this.#longest = new Longest(maxMs);
    this.expected = `a frame for each viewer within ${milliseconds(maxMs)} after each fault`;
  }

  frame({ viewer, atMs }: FrameSeen): void {
    for (const fault of this.#faults) {
      if (fault.toMs === undefined || atMs < fault.toMs) continue;
      const recovered = this.#of(fault);
      if (recovered.has(viewer)) continue;
      recovered.add(viewer);
      if (viewer.joinedMs <= fault.toMs) this.#longest.add(atMs - fault.toMs, viewer, atMs);
    }
  }

  verdict(endMs: number): Verdict {
    const unserved = new Set<Viewer>();
    for (const fault of this.#faults) {
      for (const viewer of this.#group.viewers) {
        // A process may be ready again only after the end of the run.
        if (fault.toMs === undefined || fault.toMs >= endMs || !viewer.isPresent) continue;
        if (viewer.joinedMs > fault.toMs || this.#of(fault).has(viewer)) continue;
        unserved.add(viewer);
        this.#longest.add(endMs - fault.toMs, viewer, fault.toMs);
      }
    }
    const none: Verdict = { passed: false, seen: 'no fault ended while a viewer was there' };
    return this.#longest.verdict(none, (ms) => slowest(ms, unserved.size));
  }

  #of(fault: EndingFault): Set<Viewer> {
    const recovered = this.#recovered.get(fault) ?? new Set();
    this.#recovered.set(fault, recovered);
    return recovered;
  }
}
