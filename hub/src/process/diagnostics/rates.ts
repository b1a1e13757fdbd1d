/** Rates of counters that only increase, as means over the last few readings. */

/** Readings of one mean: at one a second, a rate of a few frames per second stays steady. */
const READINGS = 4;

interface Reading {
  readonly atMs: number;
  readonly totals: readonly number[];
}

export class Rates {
  #readings: readonly Reading[] = [];

  /** @returns the rate of each total per second; 0 before the second reading */
  read(atMs: number, totals: readonly number[]): readonly number[] {
    this.#readings = [...this.#readings.slice(1 - READINGS), { atMs, totals }];
    const first = this.#readings[0];
    if (!first || first.atMs >= atMs) return totals.map(() => 0);
    return totals.map((total, index) => tenths(((total - (first.totals[index] ?? 0)) * 1000) / (atMs - first.atMs)));
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
