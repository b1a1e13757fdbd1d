/** The newest messages of a run, and how many there were of each event. Its memory is bounded. */
import { beginning } from '../scenario/measure/message-log.ts';
import type { LoggedMessage } from '../scenario/result.ts';

const KEPT = 20_000;
const EVENTS_MAX = 200;
const OTHERS = '(other events)';
/** Rates are those of at least this time. */
const RATE_MS = 1000;

export interface FeedMessage extends LoggedMessage {
  readonly id: number;
  readonly event: string;
}

export interface EventCount {
  readonly event: string;
  readonly count: number;
  readonly bytes: number;
  readonly perSecond: number;
  readonly bytesPerSecond: number;
}

interface Counted {
  count: number;
  bytes: number;
  perSecond: number;
  bytesPerSecond: number;
  before: { readonly count: number; readonly bytes: number };
}

export interface MessageFilter {
  readonly event?: string | undefined;
  readonly search?: string | undefined;
}

export class MessageFeed {
  /** The message with a number is at its number modulo KEPT. */
  readonly #ring: FeedMessage[] = [];
  readonly #events = new Map<string, Counted>();
  #next = 0;
  #ratesAtMs = 0;

  add(message: LoggedMessage): void {
    const name = beginning(message.name) ?? '';
    const event = this.#count(eventOf(message.kind, name), message.bytes);
    this.#ring[this.#next % KEPT] = { ...message, name, event, id: this.#next };
    this.#next += 1;
  }

  /** Number of the message that comes next. */
  get next(): number {
    return this.#next;
  }

  /** The newest messages from this number on, the oldest first. */
  from(id: number, max: number): FeedMessage[] {
    const list: FeedMessage[] = [];
    for (let at = Math.max(id, this.#next - Math.min(max, KEPT), 0); at < this.#next; at += 1) {
      const message = this.#ring[at % KEPT];
      if (message) list.push(message);
    }
    return list;
  }

  /** The kept messages that match, the oldest first. */
  matching({ event, search = '' }: MessageFilter): FeedMessage[] {
    const words = search.toLowerCase();
    return this.from(0, KEPT).filter((message) => (event === undefined || message.event === event) && textOf(message).includes(words));
  }

  /** The most frequent first. `atMs`: time of the timeline. */
  events(atMs: number): EventCount[] {
    const passedMs = atMs - this.#ratesAtMs;
    if (passedMs >= RATE_MS) {
      this.#ratesAtMs = atMs;
      for (const counted of this.#events.values()) {
        const { count, bytes, before } = counted;
        counted.perSecond = ((count - before.count) / passedMs) * 1000;
        counted.bytesPerSecond = ((bytes - before.bytes) / passedMs) * 1000;
        counted.before = { count, bytes };
      }
    }
    const list = [...this.#events].map(([event, { before: _before, ...counted }]) => ({ event, ...counted }));
    return list.sort((a, b) => b.count - a.count);
  }

  /** @returns the event under which it is counted */
  #count(event: string, bytes: number): string {
    const name = this.#events.has(event) || this.#events.size < EVENTS_MAX ? event : OTHERS;
    const counted = this.#events.get(name) ?? { count: 0, bytes: 0, perSecond: 0, bytesPerSecond: 0, before: { count: 0, bytes: 0 } };
    counted.count += 1;
    counted.bytes += bytes;
    this.#events.set(name, counted);
    return name;
  }
}

function eventOf(kind: LoggedMessage['kind'], name: string): string {
  if (kind === 'opened') return 'connected';
  return kind === 'lost' ? 'connection lost' : name;
}

function textOf({ event, name, connection, text, seq }: FeedMessage): string {
  return `${event} ${name} ${connection} ${seq ?? ''} ${text ?? ''}`.toLowerCase();
}
