/**
 * Requests that arrive in the same moment are handed on a few in each turn of the event loop, in fair turns over the
 * addresses and their connections. Otherwise one read of all sockets keeps live pictures waiting for all answers.
 */
import { Rotation, type Requester } from '../../queue/rotation.ts';

export interface RequestQueueLimits {
  /** Requests that are handed on in one turn of the event loop. */
  readonly maxRequestsPerTurn: number;
  /** Requests that wait: in all, and of one address. */
  readonly maxRequestsWaiting: number;
  readonly maxRequestsWaitingPerAddress: number;
}

export interface Handover {
  /** The client's address as the party, its connection as the person. Asked only when the request has to wait. */
  readonly by: () => Requester;
  readonly run: () => void;
}

interface Waiting {
  readonly by: Requester;
  readonly run: () => void;
}

/** Takes the request out of the queue; without effect once it has been handed on. */
type Leave = () => void;

export class RequestQueue {
  readonly #limits: RequestQueueLimits;
  readonly #waiting = new Rotation<Waiting>();
  #handedOn = 0;
  #turn: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(limits: RequestQueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Runs it at once when the turn has room and nothing waits, otherwise in a later turn.
   * @returns how it leaves the queue; undefined when it has run; 'full' when it may not wait
   */
  add({ by, run }: Handover): Leave | 'full' | undefined {
    if (this.#closed) return 'full';
    this.#turn ??= setImmediate(() => this.#next());
    if (this.#handedOn < this.#limits.maxRequestsPerTurn && this.#waiting.size === 0) {
      this.#handedOn += 1;
      run();
      return undefined;
    }
    const item: Waiting = { by: by(), run };
    const { maxRequestsWaiting, maxRequestsWaitingPerAddress } = this.#limits;
    if (this.#waiting.size >= maxRequestsWaiting || this.#waiting.count(item.by).party >= maxRequestsWaitingPerAddress) return 'full';
    this.#waiting.add(item.by, item);
    return () => this.#waiting.delete(item.by, item);
  }

  /** Drops what waits, and takes no more. */
  close(): void {
    this.#closed = true;
    this.#waiting.clear();
    clearImmediate(this.#turn);
  }

  #next(): void {
    this.#turn = undefined;
    this.#handedOn = 0;
    if (this.#waiting.size === 0) return;
    this.#turn = setImmediate(() => this.#next());
    while (this.#handedOn < this.#limits.maxRequestsPerTurn) {
      const item = this.#waiting.next();
      if (item === undefined) return;
      this.#handedOn += 1;
      item.run();
    }
  }
}
