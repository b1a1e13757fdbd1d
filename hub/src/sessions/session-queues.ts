/**
 * Queues for changes of sessions: serial per key, independent between keys. At most one join or leave request per person
 * waits: a newer one replaces it until it starts.
 */
import PQueue from 'p-queue';
import { HubError, rateLimited } from '../errors.ts';

/** Maximum waiting changes per key, and calls that share one change. */
const MAX_WAITING = 256;
const MAX_CALLS = 64;
const RETRY_SECONDS = 1;

interface Waiting {
  request: unknown;
  calls: number;
  result: Promise<unknown>;
}

interface Queue {
  readonly tasks: PQueue;
  /** Requests that have not started, by slot. */
  readonly slots: Map<string, Waiting>;
}

export class SessionQueues {
  readonly #queues = new Map<string, Queue>();
  readonly #refused: () => void;
  #closed = false;

  /** @param refused called for every refused change */
  constructor(refused: () => void = () => undefined) {
    this.#refused = refused;
  }

  /** Runs `work` after all earlier changes of `key`. @throws {HubError} rate_limited, shutting_down */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#full(key) ? this.#refuse() : this.runAlways(key, work);
  }

  /** Like `run`, without limit: for the hub's own changes, of which there is at most one per person. */
  runAlways<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#closed ? Promise.reject(shuttingDown()) : this.#add(this.#queue(key), work);
  }

  /**
   * Like `run`, for a request that is merged with a waiting one of the same `slot`. Both calls get the same result.
   * @param merge combines the waiting and the new request
   * @throws {HubError} rate_limited, shutting_down
   */
  replace<W, T>(
    key: string,
    slot: string,
    { request, merge, work }: { request: W; merge: (before: W, request: W) => W; work: (request: W) => Promise<T> },
  ): Promise<T> {
    const before = this.#queues.get(key)?.slots.get(slot);
    if (before === undefined) return this.#full(key) ? this.#refuse() : this.#addRequest(key, slot, request, work);
    if (before.calls >= MAX_CALLS) return this.#refuse();
    before.calls += 1;
    before.request = merge(before.request as W, request);
    return before.result as Promise<T>;
  }

  /** Number of waiting changes of a key, without the running one. */
  waiting(key: string): number {
    return this.#queues.get(key)?.tasks.size ?? 0;
  }

  /** Rejects waiting changes, and waits for running ones until the deadline. */
  async close(deadlineMs: number): Promise<void> {
    this.#closed = true;
    const queues = [...this.#queues.values()];
    for (const { tasks, slots } of queues) {
      slots.clear();
      tasks.clear();
    }
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)));
    await Promise.race([Promise.all(queues.map(({ tasks }) => tasks.onIdle())), deadline]);
    clearTimeout(timer);
  }

  #full(key: string): boolean {
    return !this.#closed && this.waiting(key) >= MAX_WAITING;
  }

  #refuse(): Promise<never> {
    this.#refused();
    return Promise.reject(rateLimited('Too many changes of this session are waiting, try again shortly', RETRY_SECONDS));
  }

  #queue(key: string): Queue {
    const known = this.#queues.get(key);
    if (known) return known;
    const queue = { tasks: new PQueue({ concurrency: 1 }), slots: new Map<string, Waiting>() };
    queue.tasks.addEventListener('idle', () => this.#queues.delete(key), { once: true });
    this.#queues.set(key, queue);
    return queue;
  }

  #addRequest<W, T>(key: string, slot: string, request: W, work: (request: W) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(shuttingDown());
    const queue = this.#queue(key);
    const waiting: Waiting = { request, calls: 1, result: Promise.resolve() };
    // Before `#add`, which starts it at once when nothing else runs.
    queue.slots.set(slot, waiting);
    const result = this.#add(queue, () => {
      queue.slots.delete(slot);
      return work(waiting.request as W);
    });
    waiting.result = result;
    return result;
  }

  async #add<T>({ tasks }: Queue, work: () => Promise<T>): Promise<T> {
    try {
      return await tasks.add(work);
    } catch (error) {
      // `close` has removed it from the queue.
      if (this.#closed && error instanceof DOMException && error.name === 'AbortError') throw shuttingDown();
      throw error;
    }
  }
}

const shuttingDown = (): HubError => new HubError('shutting_down', 'The hub is shutting down');
