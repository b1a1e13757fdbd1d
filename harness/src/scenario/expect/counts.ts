/** Expectations of counts over all viewers of a crowd: gaps, order, repeats, reconnects, losses, bytes, errors. */
import type { FrameSeen } from '../measure/events.ts';
import type { Group } from '../measure/group.ts';
import type { Viewer } from '../measure/viewer.ts';
import { bytesText, counted, isWithin, momentAt, rangeText, type Check, type Moment, type Range, type Verdict } from './check.ts';
import type { Window } from './window.ts';

export interface CountOptions {
  readonly window: Window;
  readonly range: Range;
  readonly noun: readonly [one: string, several: string];
}

export class CountCheck implements Check {
  readonly expected: string;
  protected readonly window: Window;
  readonly #range: Range;
  readonly #show: (value: number) => string;
  #total = 0;
  #exceeded: Moment | undefined;

  constructor({ window, range, noun }: CountOptions, show: (value: number) => string = (value) => counted(value, noun)) {
    this.window = window;
    this.#range = range;
    this.#show = show;
    this.expected = expectedText(range, noun, show);
  }

  protected add(viewer: Viewer, atMs: number, amount = 1): void {
    if (amount === 0 || !this.window.contains(atMs)) return;
    this.count(viewer, atMs, amount);
  }

  protected count(viewer: Viewer, atMs: number, amount: number): void {
    this.#total += amount;
    if (this.#total <= (this.#range.max ?? Infinity)) this.#exceeded = undefined;
    else this.#exceeded ??= momentAt(viewer, atMs);
  }

  verdict(_endMs: number): Verdict {
    return { passed: isWithin(this.#total, this.#range), seen: this.#show(this.#total), value: this.#total, at: this.#exceeded };
  }
}

/** `no missing frames`, `at most 3 missing frames`, `from 1 to 3 reconnects`. */
function expectedText(range: Range, noun: CountOptions['noun'], show: (value: number) => string): string {
  const { min, max } = range;
  if (min === undefined && max === 0) return `no ${noun[1]}`;
  if (min !== undefined && max !== undefined) return `${rangeText(range)} ${noun[1]}`;
  return rangeText(range, show);
}

export class GapCheck extends CountCheck {
  readonly #group: Group;

  constructor(group: Group, options: Omit<CountOptions, 'noun'>) {
    super({ ...options, noun: ['missing frame', 'missing frames'] });
    this.#group = group;
  }

  frame({ viewer, atMs, skipped }: FrameSeen): void {
    this.add(viewer, atMs, skipped);
  }

  override verdict(endMs: number): Verdict {
    if (!this.#group.isNumbered) return { passed: false, seen: 'unknown, because no frame has a number' };
    if (this.window.isOpenAt(endMs)) {
      for (const viewer of this.#group.viewers) {
        const lacking = this.#group.lacking(viewer);
        if (lacking > 0) this.count(viewer, viewer.withoutSinceMs, lacking);
      }
    }
    return super.verdict(endMs);
  }
}

export class FlaggedCheck extends CountCheck {
  readonly #flag: 'late' | 'repeated';

  constructor(flag: 'late' | 'repeated', options: Omit<CountOptions, 'noun'>) {
    super({
      ...options,
      noun: flag === 'late' ? ['frame after a newer one', 'frames after a newer one'] : ['repeated frame', 'repeated frames'],
    });
    this.#flag = flag;
  }

  frame(seen: FrameSeen): void {
    if (seen[this.#flag]) this.add(seen.viewer, seen.atMs);
  }
}

export class ReconnectCheck extends CountCheck {
  constructor(options: Omit<CountOptions, 'noun'>) {
    super({ ...options, noun: ['reconnect', 'reconnects'] });
  }

  opened(viewer: Viewer, atMs: number, isAgain: boolean): void {
    if (isAgain) this.add(viewer, atMs);
  }
}

export class LossCheck extends CountCheck {
  constructor(options: Omit<CountOptions, 'noun'>) {
    super({ ...options, noun: ['lost connection', 'lost connections'] });
  }

  lost(viewer: Viewer, atMs: number): void {
    this.add(viewer, atMs);
  }
}

export class ErrorCheck extends CountCheck {
  readonly #code: string;

  /** `code`: `any` counts all. */
  constructor(code: string, options: Omit<CountOptions, 'noun'>) {
    super({ ...options, noun: code === 'any' ? ['error', 'errors'] : [`error ${code}`, `errors ${code}`] });
    this.#code = code;
  }

  failed(viewer: Viewer, atMs: number, code: string): void {
    if (this.#code === 'any' || this.#code === code) this.add(viewer, atMs);
  }
}

export class BytesCheck extends CountCheck {
  constructor(options: Omit<CountOptions, 'noun'>) {
    super({ ...options, noun: ['byte', 'bytes'] }, bytesText);
  }

  frame({ viewer, atMs, bytes }: FrameSeen): void {
    this.add(viewer, atMs, bytes);
  }
}

/** Connected viewers at the end of the window. */
export class ConnectedCheck implements Check {
  readonly expected: string;
  readonly #group: Group;
  readonly #window: Window;
  readonly #range: Range;
  readonly #connected = new Set<Viewer>();

  constructor(group: Group, window: Window, range: Range) {
    this.#group = group;
    this.#window = window;
    this.#range = range;
    this.expected = `${rangeText(range)} of ${group.viewers.length} viewers connected`;
  }

  opened(viewer: Viewer, atMs: number): void {
    this.#change(atMs, () => this.#connected.add(viewer));
  }

  lost(viewer: Viewer, atMs: number): void {
    this.#change(atMs, () => this.#connected.delete(viewer));
  }

  left(viewer: Viewer, atMs: number): void {
    this.#change(atMs, () => this.#connected.delete(viewer));
  }

  verdict(): Verdict {
    const passed = isWithin(this.#connected.size, this.#range);
    const absent = this.#group.viewers.find((viewer) => !this.#connected.has(viewer));
    return {
      passed,
      seen: `${this.#connected.size} of ${this.#group.viewers.length} viewers connected`,
      value: this.#connected.size,
      at: absent && !passed ? momentAt(absent, absent.withoutSinceMs) : undefined,
    };
  }

  /** Changes after the window do not count. */
  #change(atMs: number, change: () => void): void {
    if (!this.#window.isOver(atMs)) change();
  }
}
