/** Rate limit of log entries about people who join and leave a session repeatedly. */

/** Entries per person and hour. */
const MAX_PER_HOUR = 20;
const HOUR_US = 3_600_000_000;

interface Window {
  readonly sinceUs: number;
  entries: number;
}

export class AttendanceLog {
  readonly #people = new Map<string, Window>();
  readonly #max: number;

  constructor(max = MAX_PER_HOUR) {
    this.#max = max;
  }

  /** Whether this event is logged. */
  admits(userId: string, nowUs: number): boolean {
    const before = this.#people.get(userId);
    const window = before && nowUs - before.sinceUs < HOUR_US ? before : { sinceUs: nowUs, entries: 0 };
    this.#people.set(userId, window);
    window.entries += 1;
    return window.entries <= this.#max;
  }
}
