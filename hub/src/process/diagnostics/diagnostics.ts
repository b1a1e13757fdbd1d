/** Sends diagnostics once a second to the administrators that subscribed. Measures nothing but the process otherwise. */
import { DIAGNOSTICS_EVERY_MS, type Diagnostics as Update, type ProcessSample } from '@eyepiece/shared-types';
import { limitReached } from '../../errors.ts';
import type { Fanout } from '../../fanout/fanout.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import { nowUs } from '../host-clock.ts';
import type { EventLoopDelay } from '../event-loop/delay.ts';
import { LinkTable } from './link-table.ts';
import { MessageFeed } from './messages/feed.ts';
import { Redactor } from './messages/redact.ts';
import { ProcessHistory } from './process-history.ts';
import { ViewerTable } from './viewer-table.ts';

/** A subscribed connection. */
export interface Subscriber {
  /** Whether earlier updates have been sent, so that updates do not pile up for a slow client. */
  readonly drained: boolean;
  readonly send: (update: Update) => void;
}

export interface DiagnosticsParts {
  readonly fanout: Fanout;
  readonly registry: CameraRegistry;
  readonly database: { readonly poolUse: ProcessSample['database'] };
  readonly delays: Pick<EventLoopDelay, 'histogram'>;
  /** Secrets of the hub, which no message shows. */
  readonly secrets: readonly string[];
  readonly maxSubscriptions: number;
}

interface Subscription {
  readonly subscriber: Subscriber;
  readonly closeFeed: (() => void) | undefined;
  /** The last message that was sent to it. */
  lastId: number;
  /** Messages that were only counted since its last update. */
  omitted: number;
}

export class Diagnostics {
  readonly feed: MessageFeed;
  readonly #viewers: ViewerTable;
  readonly #links: LinkTable;
  readonly #process: ProcessHistory;
  readonly #subscriptions = new Set<Subscription>();
  readonly #maxSubscriptions: number;
  #timer: NodeJS.Timeout | undefined;

  constructor({ fanout, registry, database, delays, secrets, maxSubscriptions }: DiagnosticsParts) {
    this.feed = new MessageFeed(new Redactor(secrets));
    this.#viewers = new ViewerTable(fanout);
    this.#links = new LinkTable(registry, fanout);
    this.#process = new ProcessHistory(() => ({ ...database.poolUse }), delays);
    this.#maxSubscriptions = maxSubscriptions;
  }

  get samples(): readonly ProcessSample[] {
    return this.#process.samples;
  }

  /**
   * @param messages whether to send the messages of all connections
   * @returns a function that ends the subscription; may be called twice
   * @throws {HubError} limit_reached
   */
  subscribe(subscriber: Subscriber, messages: boolean): () => void {
    if (this.#subscriptions.size >= this.#maxSubscriptions) {
      throw limitReached(`Diagnostics are open in ${this.#maxSubscriptions} places, which is the limit`);
    }
    const subscription: Subscription = {
      subscriber,
      closeFeed: messages ? this.feed.open() : undefined,
      lastId: this.feed.lastId,
      omitted: 0,
    };
    this.#subscriptions.add(subscription);
    this.#timer ??= setInterval(() => this.#tick(), DIAGNOSTICS_EVERY_MS).unref();
    return () => this.#end(subscription);
  }

  /** May be called twice. */
  close(): void {
    for (const subscription of this.#subscriptions) this.#end(subscription);
    this.#process.close();
  }

  #end(subscription: Subscription): void {
    if (!this.#subscriptions.delete(subscription)) return;
    subscription.closeFeed?.();
    if (this.#subscriptions.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#viewers.clear();
    this.#links.clear();
  }

  #tick(): void {
    const nowMs = performance.now();
    const { traffic, ...viewers } = this.#viewers.read(nowMs);
    const newest = this.samples.at(-1);
    const common: Update = { atUs: nowUs(), ...viewers, links: this.#links.read(nowMs), ...(newest && { process: newest }) };
    const reads = [...this.#subscriptions].some(({ closeFeed }) => closeFeed);
    if (reads) this.feed.frames(traffic);
    const events = reads ? this.feed.events(nowMs) : [];
    const omitted = this.feed.endInterval();
    for (const subscription of this.#subscriptions) {
      const { subscriber, closeFeed } = subscription;
      subscription.omitted += omitted;
      if (!subscriber.drained) continue;
      subscriber.send(closeFeed ? { ...common, feed: { ...this.#newMessages(subscription), events } } : common);
    }
  }

  #newMessages(subscription: Subscription): Pick<NonNullable<Update['feed']>, 'messages' | 'omitted'> {
    const { messages, missing } = this.feed.after(subscription.lastId);
    const omitted = subscription.omitted + missing;
    subscription.lastId = this.feed.lastId;
    subscription.omitted = 0;
    return { messages, omitted };
  }
}
