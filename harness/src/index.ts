/** The parts of the harness for programs and tests. */
export { FaultProxy, type FaultProxyOptions } from './proxy/fault-proxy.ts';
export type { Direction, RuleInput } from './proxy/rules/schema.ts';
export type { RuleState } from './proxy/rules/rule-book.ts';
export type { Tap } from './proxy/relay/tap.ts';
