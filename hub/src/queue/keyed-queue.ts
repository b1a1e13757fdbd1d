import { rateLimited } from '../errors.ts';

/** Things that may wait under one key, unless said otherwise. */
const MAX_WAITING = 64;

/** For each key one thing after another, in the order in which they were asked for; keys do not wait for each other. */
export class KeyedQueue {
  readonly #maxWaiting: number;
  readonly #last = new Map<string, { work: Promise<unknown>; pending: number }>();

  constructor(maxWaiting = MAX_WAITING) {
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Settles as `work` does, which begins when everything asked before it under the same key has ended, however it did.
   * @throws {HubError} rate_limited when too much waits already
   */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = this.#last.get(key) ?? { work: Promise.resolve(), pending: 0 };
    if (turn.pending > this.#maxWaiting)
      return Promise.reject(rateLimited(`${String(this.#maxWaiting)} changes of this are waiting, which is the limit`, 1));
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
