/** What the byte faults in force do to one direction of one connection. */
import type { RuleEntry } from '../rules/rule-book.ts';
import type { ByteRule, Direction } from '../rules/schema.ts';
import { sharedRate, type SharedRate } from './shared-rate.ts';

type StopFault = 'cut' | 'reset' | 'half-open';

export interface Stop {
  readonly by: RuleEntry;
  readonly fault: StopFault;
  /** Bytes of the direction that pass before. */
  readonly atBytes: number;
}

export interface ByteShape {
  /** Of the slowest rule. */
  readonly bitsPerSecond: number;
  readonly sharedRates: readonly SharedRate[];
  /** The sums of all rules. */
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly slowCloseMs: number;
  /** Of the rule with the smallest slices. */
  readonly sliceBytes: number;
  readonly slicePauseMs: number;
  readonly stops: readonly Stop[];
  /** Count each write. */
  readonly shaping: readonly RuleEntry[];
  /** Count each end. */
  readonly slowClosing: readonly RuleEntry[];
}

export const UNSHAPED: ByteShape = {
  bitsPerSecond: Infinity,
  sharedRates: [],
  delayMs: 0,
  jitterMs: 0,
  slowCloseMs: 0,
  sliceBytes: Infinity,
  slicePauseMs: 0,
  stops: [],
  shaping: [],
  slowClosing: [],
};

/** `ageMs`: how long the connection has been open; stops that are due later are left out. */
export function byteShape(rules: readonly RuleEntry<ByteRule>[], direction: Direction, ageMs: number): ByteShape {
  return rules.reduce((shape, by) => withRule(shape, by, direction, ageMs), UNSHAPED);
}

function withRule(shape: ByteShape, by: RuleEntry<ByteRule>, direction: Direction, ageMs: number): ByteShape {
  const { rule } = by;
  const shaping = [...shape.shaping, by];
  switch (rule.fault) {
    case 'rate':
      if (rule.shared) return { ...shape, shaping, sharedRates: [...shape.sharedRates, sharedRate(by, direction, rule.rate)] };
      return { ...shape, shaping, bitsPerSecond: Math.min(shape.bitsPerSecond, rule.rate) };
    case 'latency':
      return { ...shape, shaping, delayMs: shape.delayMs + rule.delay, jitterMs: shape.jitterMs + rule.jitter };
    case 'slices':
      if (rule.bytes > shape.sliceBytes) return shape;
      return { ...shape, shaping, sliceBytes: rule.bytes, slicePauseMs: rule.pause };
    case 'slow-close':
      return { ...shape, slowClosing: [...shape.slowClosing, by], slowCloseMs: shape.slowCloseMs + rule.wait };
    case 'cut':
    case 'reset':
    case 'half-open':
      if ((rule.after ?? 0) > ageMs) return shape;
      return { ...shape, stops: [...shape.stops, { by, fault: rule.fault, atBytes: rule.afterBytes ?? 0 }] };
  }
}

/** Times after the opening of a connection at which its shape changes. */
export function stopTimesMs(rules: readonly RuleEntry<ByteRule>[]): number[] {
  return rules.flatMap(({ rule }) => ('after' in rule && rule.after !== undefined ? [rule.after] : []));
}
