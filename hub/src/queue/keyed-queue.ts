import { rateLimited } from '../errors.ts';

/** Default maximum of waiting jobs per key. */
const MAX_WAITING = 64;

/** One first-in-first-out queue per key, with concurrency 1. Keys are independent. */
export class KeyedQueue {
  readonly #maxWaiting: number;
  readonly #last = new Map<string, { work: Promise<unknown>; pending: number }>();

  constructor(maxWaiting = MAX_WAITING) {
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Runs `work` after all earlier jobs of the key have settled. Settles like `work`.
   * @throws {HubError} rate_limited when too many jobs are waiting
   */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = this.#last.get(key) ?? { work: Promise.resolve(), pending: 0 };
    if (turn.pending > this.#maxWaiting)
      return Promise.reject(rateLimited(`${String(this.#maxWaiting)} changes of this item are already waiting, which is the limit`, 1));
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

  /** Number of keys with work in progress. */
  get busy(): number {
    return this.#last.size;
  }
}
