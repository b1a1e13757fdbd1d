import { FairQueue, type Lane } from './fair-queue.ts';
import type { Requester } from './rotation.ts';

/** One fair queue per key, with concurrency 1. Keys are independent. */
export class FairQueues {
  readonly #lane: Lane;
  readonly #onRefused: (() => void) | undefined;
  readonly #queues = new Map<string, { readonly queue: FairQueue<'work'>; pending: number }>();

  constructor(lane: Lane, onRefused?: () => void) {
    this.#lane = lane;
    this.#onRefused = onRefused;
  }

  /** @throws {HubError} rate_limited when this person has too many waiting jobs under the key */
  async run<T>(key: string, by: Requester, work: () => Promise<T>): Promise<T> {
    const entry = this.#queues.get(key) ?? { queue: this.#create(), pending: 0 };
    this.#queues.set(key, entry);
    entry.pending += 1;
    try {
      return await entry.queue.run(work, { lane: 'work', by });
    } finally {
      entry.pending -= 1;
      if (entry.pending === 0) this.#queues.delete(key);
    }
  }

  /** Number of keys with work in progress. */
  get busy(): number {
    return this.#queues.size;
  }

  #create(): FairQueue<'work'> {
    return new FairQueue({ concurrency: 1, lanes: { work: this.#lane }, onRefused: this.#onRefused });
  }
}
