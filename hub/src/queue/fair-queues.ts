import { FairQueue, type Lane } from './fair-queue.ts';
import type { Requester } from './rotation.ts';

/** For each key one thing after another, in fair turns over the people who ask; keys do not wait for each other. */
export class FairQueues {
  readonly #lane: Lane;
  readonly #onRefused: (() => void) | undefined;
  readonly #queues = new Map<string, { readonly queue: FairQueue<'work'>; pending: number }>();

  constructor(lane: Lane, onRefused?: () => void) {
    this.#lane = lane;
    this.#onRefused = onRefused;
  }

  /** @throws {HubError} rate_limited when this person has too much waiting under the key */
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

  /** Keys under which something is going on. */
  get busy(): number {
    return this.#queues.size;
  }

  #create(): FairQueue<'work'> {
    return new FairQueue({ concurrency: 1, lanes: { work: this.#lane }, onRefused: this.#onRefused });
  }
}
