import { HubError } from '../errors.ts';

interface Job {
  readonly run: () => Promise<void>;
  readonly cancel: (error: unknown) => void;
}

/**
 * Runs jobs a few at a time: urgent ones first, and never two with the same key. What is asked for while it is queued
 * or running shares the result.
 */
export class JobQueue {
  readonly #concurrency: number;
  readonly #urgent = new Map<string, Job>();
  readonly #later = new Map<string, Job>();
  readonly #results = new Map<string, Promise<unknown>>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Jobs that wait. */
  get waiting(): number {
    return this.#urgent.size + this.#later.size;
  }

  /** @param options.signal takes a job that waits out of the queue: for keys that only one asks for */
  run<T>(key: string, work: () => Promise<T>, { urgent, signal }: { urgent: boolean; signal?: AbortSignal }): Promise<T> {
    signal?.throwIfAborted();
    if (this.#closed) return Promise.reject(new HubError('shutting_down', 'The hub is shutting down'));
    const known = this.#results.get(key);
    if (known !== undefined) {
      if (urgent) this.#hurry(key);
      return known as Promise<T>;
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const job: Job = { run: () => work().then(resolve, reject), cancel: reject };
    this.#results.set(key, promise);
    (urgent ? this.#urgent : this.#later).set(key, job);
    this.#start();
    if (!signal) return promise;
    const leave = (): void => this.#drop(key, job, signal);
    signal.addEventListener('abort', leave, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', leave));
  }

  /** Rejects what waits and ends when what runs has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const lane of [this.#urgent, this.#later]) {
      for (const job of lane.values()) job.cancel(new HubError('shutting_down', 'The hub is shutting down'));
      lane.clear();
    }
    await Promise.all(this.#running);
  }

  #drop(key: string, job: Job, { reason }: AbortSignal): void {
    const lane = [this.#urgent, this.#later].find((one) => one.get(key) === job);
    if (!lane?.delete(key)) return;
    this.#results.delete(key);
    job.cancel(reason);
  }

  #hurry(key: string): void {
    const job = this.#later.get(key);
    if (job === undefined) return;
    this.#later.delete(key);
    this.#urgent.set(key, job);
  }

  #start(): void {
    while (this.#running.size < this.#concurrency) {
      const lane = this.#urgent.size > 0 ? this.#urgent : this.#later;
      const next = lane.entries().next().value;
      if (next === undefined) return;
      const [key, job] = next;
      lane.delete(key);
      const running: Promise<void> = job.run().finally(() => {
        this.#running.delete(running);
        this.#results.delete(key);
        this.#start();
      });
      this.#running.add(running);
    }
  }
}
