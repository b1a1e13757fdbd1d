/**
 * The time of day that runs with the monotonic clock. Slow differences to the wall clock are taken up gradually; when the
 * two part by more than a second, the clock was set or the computer slept, and this clock follows at once.
 */
import { uptime } from 'node:os';

/** What a jump of the clock was made of. Positive: forward. */
export interface ClockJump {
  /** How far the clock jumped in all, µs. */
  readonly byUs: number;
  /** How much of it was a sleep of the computer, µs. */
  readonly sleptUs: number;
}

export interface Clock {
  nowUs(): number;
  /** Calls back once, not before that time of day. Returns the function that cancels it. */
  at(timeUs: number, callback: () => void): () => void;
  /** Calls back once after this long, also when the clock is set meanwhile. Returns the function that cancels it. */
  after(delayUs: number, callback: () => void): () => void;
  /** Calls back at every jump. Returns the function that ends that. */
  onJump(listener: (jump: ClockJump) => void): () => void;
}

/** The clocks of a computer, ms. */
export interface ClockSource {
  /** The time of day. */
  wallMs(): number;
  /** Never set; may stand still while the computer sleeps. */
  steadyMs(): number;
  /** Since the start of the computer, sleep included. */
  uptimeMs(): number;
}

const COMPUTER: ClockSource = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  uptimeMs: () => uptime() * 1000,
};

const MAX_DIFFERENCE_MS = 1000;
/** As adjtime(3) slews: 0.5 ms per second. */
const SLEW = 0.0005;
const LOOK_EVERY_MS = 1000;
/** Node's timers hold no longer delay. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Alarm {
  readonly timeUs: number;
  readonly callback: () => void;
  timer: NodeJS.Timeout;
}

export class HostClock implements Clock {
  readonly #source: ClockSource;
  readonly #listeners = new Set<(jump: ClockJump) => void>();
  readonly #alarms = new Set<Alarm>();
  #anchor: { wallMs: number; steadyMs: number; uptimeMs: number };
  /** What the clock gains in each ms of the second after the anchor: a step back would put times out of order. */
  #slew = 0;

  constructor(source: ClockSource = COMPUTER) {
    this.#source = source;
    this.#anchor = this.#read();
  }

  nowUs(): number {
    const now = this.#at(this.#source.steadyMs());
    const differenceMs = this.#source.wallMs() - now;
    if (Math.abs(differenceMs) <= MAX_DIFFERENCE_MS) return Math.round(now * 1000);
    this.#jump(differenceMs);
    return Math.round(this.#anchor.wallMs * 1000);
  }

  at(timeUs: number, callback: () => void): () => void {
    const alarm: Alarm = { timeUs, callback, timer: this.#timer(timeUs, () => this.#ring(alarm)) };
    this.#alarms.add(alarm);
    return () => {
      clearTimeout(alarm.timer);
      this.#alarms.delete(alarm);
    };
  }

  after(delayUs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.max(0, Math.ceil(delayUs / 1000))).unref();
    return () => clearTimeout(timer);
  }

  onJump(listener: (jump: ClockJump) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Looks for jumps every second, also while nothing asks for the time. Returns the function that ends that. */
  watch(): () => void {
    const timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    return () => clearInterval(timer);
  }

  look(): void {
    this.nowUs();
    const now = this.#read();
    const wallMs = this.#at(now.steadyMs);
    this.#slew = Math.min(SLEW, Math.max(-SLEW, (now.wallMs - wallMs) / LOOK_EVERY_MS));
    this.#anchor = { ...now, wallMs };
  }

  #at(steadyMs: number): number {
    const elapsedMs = Math.max(0, steadyMs - this.#anchor.steadyMs);
    return this.#anchor.wallMs + elapsedMs + this.#slew * Math.min(elapsedMs, LOOK_EVERY_MS);
  }

  #read(): { wallMs: number; steadyMs: number; uptimeMs: number } {
    return { wallMs: this.#source.wallMs(), steadyMs: this.#source.steadyMs(), uptimeMs: this.#source.uptimeMs() };
  }

  #jump(differenceMs: number): void {
    const before = this.#anchor;
    this.#anchor = this.#read();
    this.#slew = 0;
    const sleptMs = this.#anchor.uptimeMs - before.uptimeMs - (this.#anchor.steadyMs - before.steadyMs);
    const jump = { byUs: Math.round(differenceMs * 1000), sleptUs: sleptMs > MAX_DIFFERENCE_MS ? Math.round(sleptMs * 1000) : 0 };
    for (const listener of this.#listeners) listener(jump);
    for (const alarm of this.#alarms) {
      clearTimeout(alarm.timer);
      alarm.timer = this.#timer(alarm.timeUs, () => this.#ring(alarm));
    }
  }

  #timer(timeUs: number, callback: () => void): NodeJS.Timeout {
    const delayMs = Math.ceil((timeUs - this.nowUs()) / 1000);
    return setTimeout(callback, Math.min(MAX_TIMER_MS, Math.max(0, delayMs))).unref();
  }

  #ring(alarm: Alarm): void {
    // A timer may be early by a fraction of a millisecond, or was shortened.
    if (this.nowUs() < alarm.timeUs) {
      alarm.timer = this.#timer(alarm.timeUs, () => this.#ring(alarm));
      return;
    }
    this.#alarms.delete(alarm);
    alarm.callback();
  }
}

/** Of this process. */
export const HOST_CLOCK = new HostClock();

/** Now by this host's clock, µs since the Unix epoch, with sub-millisecond steps. */
export function nowUs(): number {
  return HOST_CLOCK.nowUs();
}
