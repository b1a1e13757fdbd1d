import { rateLimited } from '../../../errors.ts';

const RETRY_SECONDS = 10;

/** Limits concurrent work per person. */
export class Slots {
  readonly #max: number;
  readonly #what: string;
  readonly #onRefused: (() => void) | undefined;
  readonly #taken = new Map<string, number>();

  /** @param what plural noun for error messages */
  constructor(max: number, what: string, onRefused?: () => void) {
    this.#max = max;
    this.#what = what;
    this.#onRefused = onRefused;
  }

  /** @throws {HubError} rate_limited */
  async use<Result>(person: string, work: () => Promise<Result>): Promise<Result> {
    const taken = this.#taken.get(person) ?? 0;
    if (taken >= this.#max) {
      this.#onRefused?.();
      throw rateLimited(`${String(this.#max)} ${this.#what} are already being sent to you, which is the limit`, RETRY_SECONDS);
    }
    this.#taken.set(person, taken + 1);
    try {
      return await work();
    } finally {
      const left = (this.#taken.get(person) ?? 1) - 1;
      if (left > 0) this.#taken.set(person, left);
      else this.#taken.delete(person);
    }
  }
}
