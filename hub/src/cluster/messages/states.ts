/**
 * A state of every hub that all hubs know. A hub sends its own whenever it changes, when another hub starts, and when Redis
 * is back, so that a lost message leaves nothing out.
 */
import { EventEmitter } from 'node:events';
import type { z } from 'zod';
import type { Redis } from '../redis/redis.ts';
import type { HubMessages, MessageKind } from './messages.ts';

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
  #own: z.input<Schema>;
  #told = '';

  constructor(kind: MessageKind<Schema>, first: z.input<Schema>, cluster: StateCluster) {
    super();
    this.#kind = kind;
    this.#own = first;
    this.#cluster = cluster;
    cluster.messages.receive(kind, (state, from) => {
      const isNew = !this.#others.has(from);
      this.#others.set(from, state);
      // A hub that started meanwhile does not know the state of this one.
      if (isNew) this.#send();
      this.emit('changed');
    });
    cluster.directory.on('changed', this.#onDirectory);
    cluster.redis.on('up', this.#send);
  }

  /** The last states of the other hubs, by the id of the hub. */
  get others(): ReadonlyMap<string, z.output<Schema>> {
    return this.#others;
  }

  /** Whether this hub does what one of the hubs does after another one has ended. */
  get isFirst(): boolean {
    return this.#cluster.directory.hubs.every(({ hubId }) => hubId > this.#cluster.hubId);
  }

  /** False while the states of the other hubs may be outdated. */
  get isCurrent(): boolean {
    return this.#cluster.redis.up;
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
    this.#cluster.redis.off('up', this.#send);
  }

  readonly #send = (): void => void this.#cluster.messages.send(this.#kind, this.#own);

  readonly #onDirectory = (): void => {
    const alive = new Set(this.#cluster.directory.hubs.map(({ hubId }) => hubId));
    const gone = [...this.#others].filter(([hubId]) => !alive.has(hubId));
    for (const [hubId] of gone) this.#others.delete(hubId);
    this.#send();
    for (const [, state] of gone) this.emit('gone', state);
    if (gone.length > 0) this.emit('changed');
  };
}
