import { rateLimited } from '../errors.ts';

/** Things that may wait under one key, unless said otherwise. */
const MAX_WAITING = 64;

/** For each key one thing after another, in the order in which they were asked for; keys do not wait for each other. */
export class Turns {
  readonly #maxWaiting: number;
  readonly #refusal: string;
  readonly #last = new Map<string, { work: Promise<unknown>; pending: number }>();

  /** @param refusal what the one beyond the bound is told */
  constructor(maxWaiting = MAX_WAITING, refusal = 'Too many changes of this are waiting, try again shortly') {
    this.#maxWaiting = maxWaiting;
    this.#refusal = refusal;
  }

  /**
   * Settles as `work` does, which begins when everything asked before it under the same key has ended, however it did.
   * @throws {HubError} rate_limited when too much waits already
   */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = this.#last.get(key) ?? { work: Promise.resolve(), pending: 0 };
    if (turn.pending > this.#maxWaiting) return Promise.reject(rateLimited(this.#refusal, 1));
    const mine = turn.pending === 0 ? work() : turn.work.then(work, work);
    turn.work = mine;
    turn.pending += 1;
    this.#last.set(key, turn);
    const leave = (): void => {
      turn.pending -= 1;
      if (turn.pending === 0) this.#last.delete(key);
    };
    mine.then(leave, leave);
    return mine;
  }

  /** Keys under which something is going on. */
  get busy(): number {
    return this.#last.size;
  }
}
