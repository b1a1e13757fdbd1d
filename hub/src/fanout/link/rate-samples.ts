/** The last measured rates of a link, bytes per ms. */

/** Rates that count, and those that make an estimate sure. */
const KEPT = 5;
const KEPT_OF_SURE = 3;

export class RateSamples {
  #rates: number[] = [];
  #estimate: number | undefined;

  get areSure(): boolean {
    return this.#rates.length >= KEPT_OF_SURE;
  }

  /** The second highest of the rates, because pauses make them too low, never too high; the last one while there are few. */
  get estimate(): number | undefined {
    return this.#estimate;
  }

  add(bytesPerMs: number): void {
    this.replace([...this.#rates.slice(1 - KEPT), bytesPerMs]);
  }

  replace(rates: readonly number[]): void {
    this.#rates = [...rates];
    // Kept, because it is asked for several times per frame.
    this.#estimate = this.areSure ? this.#rates.toSorted((a, b) => b - a)[1] : this.#rates.at(-1);
  }
}
