import PQueue from 'p-queue';
import { rateLimited } from '../../../errors.ts';

/** Default maximum of waiting jobs per key. */
const MAX_WAITING = 64;

/** One first-in-first-out queue per key, with concurrency 1. Keys are independent. */
export class KeyedQueue {
  readonly #maxWaiting: number;
  readonly #queues = new Map<string, PQueue>();

  constructor(maxWaiting = MAX_WAITING) {
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Runs `work` after all earlier jobs of the key have settled. Settles like `work`.
   * @throws {HubError} rate_limited when too many jobs are waiting
   */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? this.#create(key);
    if (queue.size >= this.#maxWaiting)
      return Promise.reject(rateLimited(`${String(this.#maxWaiting)} changes of this item are already waiting, which is the limit`, 1));
    return queue.add(work);
  }

  /** Number of keys with work in progress. */
  get busy(): number {
    return this.#queues.size;
  }

  #create(key: string): PQueue {
    const queue = new PQueue({ concurrency: 1 });
    queue.addEventListener('idle', () => this.#queues.delete(key), { once: true });
    this.#queues.set(key, queue);
    return queue;
  }
}
