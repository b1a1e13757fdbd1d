/** A rate that connections share: the bytes of all pass one after another. */
import type { RuleEntry } from '../rules/rule-book.ts';
import type { Direction } from '../rules/schema.ts';

export class SharedRate {
  readonly bitsPerSecond: number;
  #freeAtMs = 0;

  constructor(bitsPerSecond: number) {
    this.bitsPerSecond = bitsPerSecond;
  }

  /** @returns when these bytes, ready since `readyMs`, have passed behind those of the other connections */
  pass(bytes: number, readyMs: number): number {
    this.#freeAtMs = Math.max(readyMs, this.#freeAtMs) + (bytes * 8000) / this.bitsPerSecond;
    return this.#freeAtMs;
  }
}

const rates = new WeakMap<RuleEntry, Map<Direction, SharedRate>>();

/** The same for all connections of a rule. Each direction has its own. */
export function sharedRate(rule: RuleEntry, direction: Direction, bitsPerSecond: number): SharedRate {
  const ofRule = rates.get(rule) ?? new Map<Direction, SharedRate>();
  rates.set(rule, ofRule);
  const rate = ofRule.get(direction) ?? new SharedRate(bitsPerSecond);
  ofRule.set(direction, rate);
  return rate;
}
