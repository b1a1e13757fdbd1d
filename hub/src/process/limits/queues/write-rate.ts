import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../../../people/caller.ts';
import { rateLimited } from '../../../errors.ts';
import type { WriteAllowance } from '../writing-limits.ts';

/** Limits writes per person and time window. All guests of one link share a larger allowance. */
export class WriteRate {
  readonly #allowance: WriteAllowance;
  readonly #what: string;
  readonly #onRefused: (() => void) | undefined;
  readonly #people: RateLimiterMemory;
  readonly #links: RateLimiterMemory;

  /** @param what plural noun for error messages: "notes" */
  constructor(what: string, allowance: WriteAllowance, onRefused?: () => void) {
    this.#what = what;
    this.#allowance = allowance;
    this.#onRefused = onRefused;
    const { perPerson, perLink, seconds: duration } = allowance;
    this.#people = new RateLimiterMemory({ points: perPerson, duration });
    this.#links = new RateLimiterMemory({ points: perLink, duration });
  }

  /** @throws {HubError} rate_limited */
  async take({ userId, guest }: Pick<Caller, 'userId' | 'guest'>, amount = 1): Promise<void> {
    await this.#consume(this.#people, userId, amount, this.#allowance.perPerson, '');
    if (guest) await this.#consume(this.#links, guest.shareId, amount, this.#allowance.perLink, ' for all guests of a link together');
  }

  async #consume(limiter: RateLimiterMemory, key: string, amount: number, most: number, whose: string): Promise<void> {
    try {
      await limiter.consume(key, amount);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      this.#onRefused?.();
      const { seconds } = this.#allowance;
      const wait = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw rateLimited(`At most ${String(most)} ${this.#what} in ${String(seconds)} s${whose}: try again in ${String(wait)} s`, wait);
    }
  }
}
