/** A clock that stands until a test turns it. */
import type { Clock } from '../src/control/timing.ts';

interface Alarm {
  readonly timeUs: number;
  readonly ring: () => void;
}

export class ManualClock implements Clock {
  #nowUs = Date.now() * 1000;
  readonly #alarms = new Set<Alarm>();

  nowUs(): number {
    return this.#nowUs;
  }

  at(timeUs: number, ring: () => void): () => void {
    const alarm = { timeUs, ring };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Rings what is due on the way, each at its time. */
  advance(seconds: number): void {
    const untilUs = this.#nowUs + seconds * 1_000_000;
    for (let next = this.#next(); next && next.timeUs <= untilUs; next = this.#next()) {
      this.#alarms.delete(next);
      this.#nowUs = Math.max(this.#nowUs, next.timeUs);
      next.ring();
    }
    this.#nowUs = untilUs;
  }

  #next(): Alarm | undefined {
    return [...this.#alarms].sort((a, b) => a.timeUs - b.timeUs)[0];
  }
}
