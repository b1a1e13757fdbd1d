/** Which connections a rule applies to. */
import { drawFor } from './draw.ts';
import type { Direction, Rule } from './schema.ts';

export interface ConnectionIdentity {
  readonly kind: 'websocket' | 'http';
  /** From 1, in the order of the first requests; each kind counts separately. */
  readonly number: number;
  readonly path: string;
}

export function selectsDirection(rule: Rule, direction: Direction): boolean {
  return rule.direction === undefined || rule.direction === direction;
}

/** Depends only on the arguments. */
export function selectsConnection(seed: number, name: string, rule: Rule, { kind, number, path }: ConnectionIdentity): boolean {
  const wanted = rule.connections;
  if (!wanted) return true;
  return (
    (wanted.kind === undefined || wanted.kind === kind) &&
    (wanted.numbers === undefined || wanted.numbers.includes(number)) &&
    (wanted.first === undefined || number <= wanted.first) &&
    (wanted.skip === undefined || number > wanted.skip) &&
    (wanted.every === undefined || number % wanted.every === 0) &&
    (wanted.path === undefined || path.startsWith(wanted.path)) &&
    (wanted.share === undefined || drawFor(seed, name, kind, number).next() < wanted.share)
  );
}
