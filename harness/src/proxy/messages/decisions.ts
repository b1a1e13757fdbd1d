/**
 * What the rules do to each message of one direction of a connection. A decision depends only on the seed, the rule, the
 * connection and how many messages the rule has matched on it before; not on time, unless the rule has a window.
 */
import { drawFor } from '../rules/draw.ts';
import type { RuleBook, RuleEntry } from '../rules/rule-book.ts';
import { isMessageRule, type MessageRule } from '../rules/schema.ts';
import { selectsConnection, selectsDirection, type ConnectionIdentity } from '../rules/selection.ts';
import { contentOf, flipped, truncated } from './changes.ts';
import { payloadBytes, type Message, type Outgoing } from './message.ts';

/** Empty `sent` and no `close`: the message is dropped. */
export interface Decision {
  /** The message, its copies and what is injected, in order; each is one WebSocket message or an event with attachments. */
  readonly sent: readonly (readonly Outgoing[])[];
  readonly delayMs: number;
  readonly heldBy: RuleEntry | undefined;
  /** The message waits until this many later messages have passed, or for `waitMs`. */
  readonly behind: { readonly messages: number; readonly waitMs: number } | undefined;
  readonly close: { readonly code: number; readonly reason: string } | undefined;
  /** Names of the rules that were applied. */
  readonly faults: readonly string[];
}

interface Progress {
  /** Messages that the rule selects, also while it is not in force: a share stays the same when a rule is switched. */
  seen: number;
  /** Those while it is in force. */
  matched: number;
}

export class Decisions {
  readonly #rules: RuleBook;
  readonly #identity: ConnectionIdentity;
  readonly #progress = new WeakMap<RuleEntry, Progress>();

  constructor(rules: RuleBook, identity: ConnectionIdentity) {
    this.#rules = rules;
    this.#identity = identity;
  }

  decide(message: Message): Decision {
    let decision: Decision = { sent: [message.parts], delayMs: 0, heldBy: undefined, behind: undefined, close: undefined, faults: [] };
    for (const entry of this.#rules.all(isMessageRule)) {
      const draw = this.#applies(entry, message);
      if (draw === undefined) continue;
      entry.counts.applied += 1;
      entry.counts.bytes += payloadBytes(message.parts);
      decision = applied(
        { ...decision, faults: [...decision.faults, entry.name] },
        entry,
        message,
        this.#random(entry, message, draw, 'fault'),
      );
      if (decision.sent.length === 0) break;
    }
    return decision;
  }

  /** @returns the ordinal of the message for the rule, or undefined */
  #applies(entry: RuleEntry<MessageRule>, message: Message): number | undefined {
    const { rule, counts } = entry;
    const isSelected =
      selectsDirection(rule, message.direction) &&
      selectsMessage(rule, message) &&
      selectsConnection(this.#rules.seed, entry.name, rule, this.#identity);
    if (!isSelected) return undefined;
    const progress = this.#progress.get(entry) ?? { seen: 0, matched: 0 };
    this.#progress.set(entry, progress);
    progress.seen += 1;
    if (!entry.isActive) return undefined;
    progress.matched += 1;
    counts.matched += 1;
    const place = progress.matched - (rule.skip ?? 0);
    if (place < 1 || place > (rule.first ?? Infinity) || place % (rule.every ?? 1) !== 0) return undefined;
    const isDrawn = rule.share === undefined || this.#random(entry, message, progress.seen, 'share').next() < rule.share;
    return isDrawn ? progress.seen : undefined;
  }

  #random({ name }: RuleEntry, { direction }: Message, ordinal: number, purpose: string) {
    return drawFor(this.#rules.seed, name, this.#identity.number, direction, ordinal, purpose);
  }
}

function selectsMessage(rule: MessageRule, { kind, packet }: Message): boolean {
  const isKind = rule.kind === undefined ? kind === 'text' || kind === 'binary' : rule.kind === kind;
  const isPacket = rule.packet === undefined || rule.packet === packet?.type;
  return isKind && isPacket && (rule.event === undefined || rule.event === packet?.event);
}

function applied(decision: Decision, entry: RuleEntry<MessageRule>, { packet }: Message, random: ReturnType<typeof drawFor>): Decision {
  const { rule } = entry;
  const { sent } = decision;
  const changeAll = (change: (parts: readonly Outgoing[]) => Outgoing[]): Decision => ({ ...decision, sent: sent.map(change) });
  switch (rule.fault) {
    case 'drop':
      return { ...decision, sent: [] };
    case 'duplicate':
      return { ...decision, sent: [...sent, ...Array.from({ length: rule.copies }, () => sent).flat()] };
    case 'reorder':
      return { ...decision, behind: { messages: rule.behind, waitMs: rule.wait } };
    case 'delay':
      return { ...decision, delayMs: decision.delayMs + rule.delay + (rule.jitter === 0 ? 0 : random.between(0, rule.jitter)) };
    case 'hold':
      return { ...decision, heldBy: entry };
    case 'truncate':
      return changeAll((parts) => truncated(parts, rule.keep, rule.part));
    case 'flip':
      return changeAll((parts) => flipped(parts, rule.bits, rule.part, random));
    case 'replace':
      return changeAll(() => [contentOf(rule.message, packet)]);
    case 'inject': {
      const injected = [contentOf(rule.message)];
      return { ...decision, sent: rule.place === 'before' ? [injected, ...sent] : [...sent, injected] };
    }
    case 'close':
      return { ...decision, sent: [], close: { code: rule.code, reason: rule.reason } };
  }
}
