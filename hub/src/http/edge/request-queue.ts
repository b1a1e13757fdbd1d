/**
 * Limits the requests started per turn of the event loop, fairly between addresses and their connections. Otherwise
 * live frames would wait for the responses to all requests that arrive at once.
 */
import { Rotation, type Requester } from '../../process/limits/queues/rotation.ts';

export interface RequestQueueLimits {
  /** Requests started per turn of the event loop. */
  readonly maxRequestsPerTurn: number;
  /** Waiting requests, in total and per address. */
  readonly maxRequestsWaiting: number;
  readonly maxRequestsWaitingPerAddress: number;
}

export interface QueuedRequest {
  /** The client's address as party, its connection as person. Called only when the request has to wait. */
  readonly by: () => Requester;
  readonly run: () => void;
}

interface Waiting {
  readonly by: Requester;
  readonly run: () => void;
}

/** Removes the request from the queue; has no effect once it has started. */
type Cancel = () => void;

export class RequestQueue {
  readonly #limits: RequestQueueLimits;
  readonly #waiting = new Rotation<Waiting>();
  #started = 0;
  #turn: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(limits: RequestQueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Runs the request at once when this turn allows it and nothing waits, otherwise in a later turn.
   * @returns a function that cancels it; undefined when it has run; 'full' when it is refused
   */
  add({ by, run }: QueuedRequest): Cancel | 'full' | undefined {
    if (this.#closed) return 'full';
    this.#turn ??= setImmediate(() => this.#next());
    if (this.#started < this.#limits.maxRequestsPerTurn && this.#waiting.size === 0) {
      this.#started += 1;
      run();
      return undefined;
    }
    const item: Waiting = { by: by(), run };
    const { maxRequestsWaiting, maxRequestsWaitingPerAddress } = this.#limits;
    if (this.#waiting.size >= maxRequestsWaiting || this.#waiting.count(item.by).party >= maxRequestsWaitingPerAddress) return 'full';
    this.#waiting.add(item.by, item);
    return () => this.#waiting.delete(item.by, item);
  }

  /** Drops waiting requests and refuses new ones. */
  close(): void {
    this.#closed = true;
    this.#waiting.clear();
    clearImmediate(this.#turn);
  }

  #next(): void {
    this.#turn = undefined;
    this.#started = 0;
    if (this.#waiting.size === 0) return;
    this.#turn = setImmediate(() => this.#next());
    while (this.#started < this.#limits.maxRequestsPerTurn) {
      const item = this.#waiting.next();
      if (item === undefined) return;
      this.#started += 1;
      item.run();
    }
  }
}
