/**
 * Time of day based on the monotonic clock. Small differences to the wall clock are slewed. A difference of more than a
 * second means that the clock was set or the computer slept; this clock then jumps.
 */
import { uptime } from 'node:os';

/** A jump of the clock. Positive: forward. */
export interface ClockJump {
  /** Total jump, µs. */
  readonly byUs: number;
  /** Part of it due to sleep of the computer, µs. */
  readonly sleptUs: number;
}

export interface Clock {
  nowUs(): number;
  /** Calls back once at or after that time of day. @returns a function that cancels it */
  at(timeUs: number, callback: () => void): () => void;
  /** Calls back once after this delay, even if the clock is set meanwhile. @returns a function that cancels it */
  after(delayUs: number, callback: () => void): () => void;
  /** Calls back at every jump. @returns a function that unsubscribes */
  onJump(listener: (jump: ClockJump) => void): () => void;
}

/** Clocks of the computer, ms. */
export interface ClockSource {
  /** The time of day. */
  wallMs(): number;
  /** Monotonic; may stop while the computer sleeps. */
  steadyMs(): number;
  /** Time since boot, including sleep. */
  uptimeMs(): number;
}

const COMPUTER: ClockSource = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  uptimeMs: () => uptime() * 1000,
};

const MAX_DIFFERENCE_MS = 1000;
/** The slew rate of adjtime(3): 0.5 ms per second. */
const SLEW = 0.0005;
const CHECK_EVERY_MS = 1000;
/** Maximum delay of Node's timers. */
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
  /** Gain per ms during the second after the anchor. Slewing avoids steps back, which would put times out of order. */
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
    const alarm: Alarm = { timeUs, callback, timer: this.#timer(timeUs, () => this.#fire(alarm)) };
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

  /** Checks for jumps every second. @returns a function that stops it */
  watch(): () => void {
    const timer = setInterval(() => this.check(), CHECK_EVERY_MS).unref();
    return () => clearInterval(timer);
  }

  check(): void {
    this.nowUs();
    const now = this.#read();
    const wallMs = this.#at(now.steadyMs);
    this.#slew = Math.min(SLEW, Math.max(-SLEW, (now.wallMs - wallMs) / CHECK_EVERY_MS));
    this.#anchor = { ...now, wallMs };
  }

  #at(steadyMs: number): number {
    const elapsedMs = Math.max(0, steadyMs - this.#anchor.steadyMs);
    return this.#anchor.wallMs + elapsedMs + this.#slew * Math.min(elapsedMs, CHECK_EVERY_MS);
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
      alarm.timer = this.#timer(alarm.timeUs, () => this.#fire(alarm));
    }
  }

  #timer(timeUs: number, callback: () => void): NodeJS.Timeout {
    const delayMs = Math.ceil((timeUs - this.nowUs()) / 1000);
    return setTimeout(callback, Math.min(MAX_TIMER_MS, Math.max(0, delayMs))).unref();
  }

  #fire(alarm: Alarm): void {
    // Timers may fire a fraction of a millisecond early, and long delays are split.
    if (this.nowUs() < alarm.timeUs) {
      alarm.timer = this.#timer(alarm.timeUs, () => this.#fire(alarm));
      return;
    }
    this.#alarms.delete(alarm);
    alarm.callback();
  }
}

/** The clock of this process. */
export const HOST_CLOCK = new HostClock();

/** The current time, µs since the Unix epoch, with sub-millisecond resolution. */
export function nowUs(): number {
  return HOST_CLOCK.nowUs();
}
