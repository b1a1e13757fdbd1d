/** A clock that only the test advances. */
import type { Clock, ClockJump } from '../../src/process/host-clock.ts';

interface Alarm {
  timeUs: number;
  /** Whether it waits for a time of day rather than for a delay. */
  readonly ofDay: boolean;
  readonly ring: () => void;
}

export class ManualClock implements Clock {
  #nowUs = Date.now() * 1000;
  readonly #alarms = new Set<Alarm>();
  readonly #listeners = new Set<(jump: ClockJump) => void>();

  nowUs(): number {
    return this.#nowUs;
  }

  at(timeUs: number, ring: () => void): () => void {
    return this.#add({ timeUs, ofDay: true, ring });
  }

  after(delayUs: number, ring: () => void): () => void {
    return this.#add({ timeUs: this.#nowUs + delayUs, ofDay: false, ring });
  }

  onJump(listener: (jump: ClockJump) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sets the clock, or lets the computer sleep, without ringing alarms. */
  jump(seconds: number, { sleptSeconds = 0 } = {}): void {
    const byUs = seconds * 1_000_000;
    this.#nowUs += byUs;
    for (const alarm of this.#alarms) if (!alarm.ofDay) alarm.timeUs += byUs;
    for (const listener of this.#listeners) listener({ byUs, sleptUs: sleptSeconds * 1_000_000 });
  }

  /** Lets time pass and rings the alarms that become due, each at its time. */
  advance(seconds: number): void {
    const untilUs = this.#nowUs + seconds * 1_000_000;
    for (let next = this.#next(); next && next.timeUs <= untilUs; next = this.#next()) {
      this.#alarms.delete(next);
      this.#nowUs = Math.max(this.#nowUs, next.timeUs);
      next.ring();
    }
    this.#nowUs = untilUs;
  }

  #add(alarm: Alarm): () => void {
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  #next(): Alarm | undefined {
    return [...this.#alarms].sort((a, b) => a.timeUs - b.timeUs)[0];
  }
}
