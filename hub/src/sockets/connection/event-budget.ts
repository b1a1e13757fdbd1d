/** Budgets of received events, shared by the connections of a user or of all guests of a link. */
import type { EventRates } from '../../process/limits/socket-limits.ts';
import { TokenBucket, type Verdict } from './token-bucket.ts';

/** Budgets of packets, bytes, and frame acknowledgements, which are frequent and cheap. */
export class EventBudget {
  readonly #events: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #acknowledgements: TokenBucket;

  constructor({ events, bytes, acknowledgements }: EventRates, nowMs: number) {
    this.#events = new TokenBucket(events, nowMs);
    this.#bytes = new TokenBucket(bytes, nowMs);
    this.#acknowledgements = new TokenBucket(acknowledgements, nowMs);
  }

  event(cost: number, bytes: number, nowMs: number): Verdict {
    return stricter(this.#events.take(cost, nowMs), this.#bytes.take(bytes, nowMs));
  }

  acknowledgement(nowMs: number): Verdict {
    return this.#acknowledgements.take(1, nowMs);
  }

  isFull(nowMs: number): boolean {
    return this.#events.isFull(nowMs) && this.#bytes.isFull(nowMs) && this.#acknowledgements.isFull(nowMs);
  }
}

export function stricter(one: Verdict, other: Verdict): Verdict {
  if (one === 'flood' || other === 'flood') return 'flood';
  return one === 'refused' || other === 'refused' ? 'refused' : 'taken';
}

/** A budget with the connections that share it. */
export class Group<Member> {
  readonly members = new Set<Member>();
  readonly budget: EventBudget;
  /** Events in progress. */
  serving = 0;

  constructor(rates: EventRates, nowMs: number) {
    this.budget = new EventBudget(rates, nowMs);
  }
}

export class Groups<Member> {
  readonly #groups = new Map<string, Group<Member>>();
  readonly #rates: EventRates;

  constructor(rates: EventRates) {
    this.#rates = rates;
  }

  of(key: string, nowMs: number): Group<Member> {
    const known = this.#groups.get(key);
    if (known) return known;
    const group = new Group<Member>(this.#rates, nowMs);
    this.#groups.set(key, group);
    return group;
  }

  get size(): number {
    return this.#groups.size;
  }

  /** Deletes groups without connections once their budget is full, so that reconnecting gains no budget. */
  sweep(nowMs: number): void {
    for (const [key, { members, serving, budget }] of this.#groups) {
      if (members.size === 0 && serving === 0 && budget.isFull(nowMs)) this.#groups.delete(key);
    }
  }
}
