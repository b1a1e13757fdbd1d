/**
 * Queues for changes of sessions: serial per key, independent between keys. At most one join or leave request per person
 * waits: a newer one replaces it until it starts.
 */
import { HubError, rateLimited } from '../errors.ts';

/** Maximum waiting changes per key, and calls that share one change. */
const MAX_WAITING = 256;
const MAX_CALLS = 64;
const RETRY_SECONDS = 1;

interface Waiting {
  /** Set if a newer request of the same slot may replace this one. */
  readonly slot: string | undefined;
  request: unknown;
  calls: number;
  readonly result: Promise<unknown>;
  begin(): Promise<void>;
  refuse(error: HubError): void;
}

interface Queue {
  readonly waiting: Waiting[];
  readonly slots: Map<string, Waiting>;
  running: Promise<void>;
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
    return this.#full(key) ? this.#refuse() : this.#add(key, undefined, undefined, work);
  }

  /** Like `run`, without limit: for the hub's own changes, of which there is at most one per person. */
  runAlways<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#add(key, undefined, undefined, work);
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
    if (before === undefined) {
      return this.#full(key) ? this.#refuse() : this.#add(key, slot, request, (latest) => work(latest as W));
    }
    if (before.calls >= MAX_CALLS) return this.#refuse();
    before.calls += 1;
    before.request = merge(before.request as W, request);
    return before.result as Promise<T>;
  }

  /** Number of waiting changes of a key, without the running one. */
  waiting(key: string): number {
    return this.#queues.get(key)?.waiting.length ?? 0;
  }

  /** Rejects waiting changes, and waits for running ones until the deadline. */
  async close(deadlineMs: number): Promise<void> {
    this.#closed = true;
    const queues = [...this.#queues.values()];
    for (const { waiting, slots } of queues) {
      slots.clear();
      for (const entry of waiting.splice(0)) entry.refuse(shuttingDown());
    }
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)));
    await Promise.race([Promise.all(queues.map(({ running }) => running)), deadline]);
    clearTimeout(timer);
  }

  #full(key: string): boolean {
    return !this.#closed && this.waiting(key) >= MAX_WAITING;
  }

  #refuse(): Promise<never> {
    this.#refused();
    return Promise.reject(rateLimited('Too many changes of this session are waiting, try again shortly', RETRY_SECONDS));
  }

  #add<T>(key: string, slot: string | undefined, request: unknown, work: (request: unknown) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(shuttingDown());
    const known = this.#queues.get(key);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const entry: Waiting = {
      slot,
      request,
      calls: 1,
      result: promise,
      begin: () => work(entry.request).then(resolve, reject),
      refuse: reject,
    };
    const queue = known ?? { waiting: [], slots: new Map<string, Waiting>(), running: Promise.resolve() };
    queue.waiting.push(entry);
    if (slot !== undefined) queue.slots.set(slot, entry);
    if (!known) {
      this.#queues.set(key, queue);
      queue.running = this.#drain(key, queue);
    }
    return promise;
  }

  async #drain(key: string, { waiting, slots }: Queue): Promise<void> {
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      if (entry.slot !== undefined) slots.delete(entry.slot);
      await entry.begin();
    }
    this.#queues.delete(key);
  }
}

const shuttingDown = (): HubError => new HubError('shutting_down', 'The hub is shutting down');
