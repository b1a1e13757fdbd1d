/**
 * A state of every hub that all hubs know. A hub sends its own whenever it changes and when another hub asks for it, and
 * again until Redis has taken it. It asks at its start, and after its connection to Redis was lost, because it may have
 * missed messages that the others do not know of, until all of them have answered.
 */
import { EventEmitter } from 'node:events';
import { z } from 'zod';
import type { Redis } from '../redis/redis.ts';
import type { HubMessages, MessageKind } from './messages.ts';

/** Time between attempts to send a state that Redis did not take. */
const RETRY_MS = 1000;
/** A hub that has not answered for this long does not know this kind of state, as one of an older version. */
const ANSWER_MS = 15_000;
const askSchema = z.object({});

export interface StateCluster {
  readonly hubId: string;
  readonly messages: Pick<HubMessages, 'send' | 'receive'>;
  readonly directory: {
    readonly hubs: readonly { readonly hubId: string }[];
    on(event: 'changed', listener: () => void): unknown;
    off(event: 'changed', listener: () => void): unknown;
  };
  readonly redis: Pick<Redis, 'up' | 'on' | 'off'>;
}

interface StateEvents<State> {
  /** Another hub has sent its state, or has ended. */
  changed: [];
  /** A hub has ended, with its last state. */
  gone: [state: State];
}

export class HubStates<Schema extends z.ZodType> extends EventEmitter<StateEvents<z.output<Schema>>> {
  readonly #kind: MessageKind<Schema>;
  readonly #cluster: StateCluster;
  readonly #others = new Map<string, z.output<Schema>>();
  /** Hubs whose state has arrived over the present connection to Redis. */
  readonly #answered = new Set<string>();
  #askingSinceMs = performance.now();
  /** Hubs of the last change of the directory. */
  #known: ReadonlySet<string> = new Set();
  #own: z.input<Schema>;
  #told = '';
  /** Whether the own state is being sent, and has changed meanwhile. */
  #sending: 'no' | 'yes' | 'again' = 'no';
  #retry: NodeJS.Timeout | undefined;
  readonly #askAgain: NodeJS.Timeout;
  #closed = false;

  constructor(kind: MessageKind<Schema>, first: z.input<Schema>, cluster: StateCluster) {
    super();
    this.#kind = kind;
    this.#own = first;
    this.#cluster = cluster;
    cluster.messages.receive(kind, (state, from) => {
      const isNew = !this.#others.has(from);
      this.#others.set(from, state);
      this.#answered.add(from);
      if (isNew) this.#send();
      this.emit('changed');
    });
    cluster.messages.receive(this.#asking, () => this.#send());
    cluster.directory.on('changed', this.#onDirectory);
    cluster.redis.on('up', this.#onUp);
    this.#ask();
    // An answer is lost if it comes before Redis has confirmed the subscription.
    this.#askAgain = setInterval(() => {
      if (this.#isWaiting) this.#ask();
    }, RETRY_MS).unref();
  }

  /** The last states of the other hubs, by the id of the hub. */
  get others(): ReadonlyMap<string, z.output<Schema>> {
    return this.#others;
  }

  /** Whether this hub does what one of the hubs does after another one has ended. */
  get isFirst(): boolean {
    return this.#cluster.directory.hubs.every(({ hubId }) => hubId > this.#cluster.hubId);
  }

  /** False while the states of the other hubs may be outdated, or one of them has not arrived. */
  get isCurrent(): boolean {
    return this.#cluster.redis.up && !this.#isWaiting;
  }

  get #isWaiting(): boolean {
    const isComplete = this.#cluster.directory.hubs.every(({ hubId }) => this.#answered.has(hubId));
    return !isComplete && performance.now() - this.#askingSinceMs < ANSWER_MS;
  }

  /** Sends the state of this hub, if it has changed. */
  tell(own: z.input<Schema>): void {
    this.#own = own;
    const text = JSON.stringify(own);
    if (text === this.#told) return;
    this.#told = text;
    this.#send();
  }

  close(): void {
    this.#cluster.directory.off('changed', this.#onDirectory);
    this.#cluster.redis.off('up', this.#onUp);
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#askAgain);
  }

  get #asking(): MessageKind<typeof askSchema> {
    return { name: `${this.#kind.name}:ask`, schema: askSchema };
  }

  #ask(): void {
    void this.#cluster.messages.send(this.#asking, {});
  }

  /** One message at a time: the newest state is the last one. */
  #send(): void {
    if (this.#sending !== 'no') {
      this.#sending = 'again';
      return;
    }
    clearTimeout(this.#retry);
    this.#sending = 'yes';
    void this.#cluster.messages.send(this.#kind, this.#own).then((taken) => {
      const isOutdated = this.#sending === 'again';
      this.#sending = 'no';
      if (this.#closed) return;
      if (isOutdated) this.#send();
      // While Redis is away, its return is the reason to send.
      else if (!taken && this.#cluster.redis.up) this.#retry = setTimeout(() => this.#send(), RETRY_MS).unref();
    });
  }

  readonly #onUp = (): void => {
    this.#answered.clear();
    this.#askingSinceMs = performance.now();
    this.#send();
    this.#ask();
  };

  readonly #onDirectory = (): void => {
    const alive = new Set(this.#cluster.directory.hubs.map(({ hubId }) => hubId));
    const gone = [...this.#others].filter(([hubId]) => !alive.has(hubId));
    for (const [hubId] of gone) this.#others.delete(hubId);
    for (const hubId of this.#answered) if (!alive.has(hubId)) this.#answered.delete(hubId);
    if ([...alive].some((hubId) => !this.#known.has(hubId))) this.#askingSinceMs = performance.now();
    this.#known = alive;
    this.#send();
    for (const [, state] of gone) this.emit('gone', state);
    if (gone.length > 0) this.emit('changed');
  };
}
