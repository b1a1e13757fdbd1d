/** Budgets of received events, shared by the connections of a user or of all guests of a link. */
import { KeyAllowance, type KeyRate } from '../../fanout/video/key-allowance.ts';
import type { EventRates } from '../../process/limits/socket-limits.ts';
import { TokenBucket, type Verdict } from '../../process/limits/token-bucket.ts';

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

export interface GroupRates {
  readonly events: EventRates;
  readonly keys: KeyRate;
}

/** Budgets with the connections that share them. */
export class Group<Member> {
  readonly members = new Set<Member>();
  readonly budget: EventBudget;
  readonly keys: KeyAllowance;
  /** Events in progress. */
  serving = 0;

  constructor(rates: GroupRates, nowMs: number) {
    this.budget = new EventBudget(rates.events, nowMs);
    this.keys = new KeyAllowance(nowMs, rates.keys);
  }

  /** Whether a new group would be the same. */
  isUnused(nowMs: number): boolean {
    return this.members.size === 0 && this.serving === 0 && this.budget.isFull(nowMs) && this.keys.isFull(nowMs);
  }
}

export class Groups<Member> {
  readonly #groups = new Map<string, Group<Member>>();
  readonly #rates: GroupRates;

  constructor(rates: GroupRates) {
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

  /** Deletes groups without connections once their budgets are full, so that reconnecting gains no budget. */
  sweep(nowMs: number): void {
    for (const [key, group] of this.#groups) if (group.isUnused(nowMs)) this.#groups.delete(key);
  }
}
