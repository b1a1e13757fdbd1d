/**
 * Changes of sessions, one after the other per key; keys do not wait for each other. What one person wants of their
 * own attendance waits once at most: a newer wish takes the place of the one that has not begun.
 */
import { HubError, rateLimited } from '../errors.ts';

/** Waiting changes under one key, and waiting calls that share one change. */
const MAX_WAITING = 256;
const MAX_CALLS = 64;
const RETRY_SECONDS = 1;

interface Waiting {
  /** Set while a newer wish may still replace this one. */
  readonly slot: string | undefined;
  wish: unknown;
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

  /** @param refused called for every change that the bound refuses */
  constructor(refused: () => void = () => undefined) {
    this.#refused = refused;
  }

  /** Runs `work` after everything that was asked under `key` before. @throws {HubError} rate_limited, shutting_down */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#full(key) ? this.#refuse() : this.#add(key, undefined, undefined, work);
  }

  /** As `run`, without the bound: for what the hub itself has to do, once per person at most. */
  runAlways<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#add(key, undefined, undefined, work);
  }

  /**
   * As `run`, for a wish that replaces a waiting one of the same `slot`: both calls are answered by the newer one.
   * `merge` makes the wish of the two.
   * @throws {HubError} rate_limited, shutting_down
   */
  replace<W, T>(
    key: string,
    slot: string,
    { wish, merge, work }: { wish: W; merge: (before: W, wish: W) => W; work: (wish: W) => Promise<T> },
  ): Promise<T> {
    const before = this.#queues.get(key)?.slots.get(slot);
    if (before === undefined) {
      return this.#full(key) ? this.#refuse() : this.#add(key, slot, wish, (latest) => work(latest as W));
    }
    if (before.calls >= MAX_CALLS) return this.#refuse();
    before.calls += 1;
    before.wish = merge(before.wish as W, wish);
    return before.result as Promise<T>;
  }

  /** Changes that wait under a key, without the one that runs. */
  waiting(key: string): number {
    return this.#queues.get(key)?.waiting.length ?? 0;
  }

  /** Refuses what waits, and gives what runs until the deadline. */
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

  #add<T>(key: string, slot: string | undefined, wish: unknown, work: (wish: unknown) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(shuttingDown());
    const known = this.#queues.get(key);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const entry: Waiting = {
      slot,
      wish,
      calls: 1,
      result: promise,
      begin: () => work(entry.wish).then(resolve, reject),
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
