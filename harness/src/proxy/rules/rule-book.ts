/** The rules of one proxy: which are in force, and what each has done. */
import { ruleSchema, type Rule, type RuleInput } from './schema.ts';

/** A definition that the schema refuses, or a second rule of one name. */
export class RuleError extends Error {
  override readonly name: string = 'RuleError';
}

/** There is no rule of this name. */
export class UnknownRuleError extends RuleError {
  override readonly name = 'UnknownRuleError';
}

export interface RuleCounts {
  /** Connections that a rule for bytes selects; messages that one for messages does. */
  matched: number;
  /** Connections ended, writes shaped, or messages changed. */
  applied: number;
  bytes: number;
}

export interface RuleEntry<R extends Rule = Rule> {
  readonly name: string;
  readonly rule: R;
  readonly counts: RuleCounts;
  /** Enabled and in its window. */
  readonly isActive: boolean;
  /** How often the messages that it holds were released. */
  readonly releases: number;
}

export interface RuleState extends Readonly<RuleCounts> {
  readonly name: string;
  readonly fault: Rule['fault'];
  readonly enabled: boolean;
}

interface Entry extends RuleEntry {
  enabled: boolean;
  isActive: boolean;
  releases: number;
  readonly addedMs: number;
}

/** Each message and connection is compared with each rule. */
const ADDED_MAX = 1000;

export class RuleBook {
  readonly seed: number;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<() => void>();
  #nextNumber = 1;
  #windowTimer: NodeJS.Timeout | undefined;

  /** @throws {RuleError} */
  constructor(seed: number, rules: readonly RuleInput[]) {
    this.seed = seed;
    for (const rule of rules) this.#insert(rule);
    this.#changed();
  }

  /** @returns the name of the rule @throws {RuleError} */
  add(input: RuleInput): string {
    if (this.#entries.length >= ADDED_MAX) throw new RuleError(`there are ${this.#entries.length} rules; no more are added`);
    const name = this.#insert(input);
    this.#changed();
    return name;
  }

  /** The rules of one kind, in their order. */
  all<R extends Rule>(isKind: (rule: Rule) => rule is R): readonly RuleEntry<R>[] {
    return this.#entries.filter((entry): entry is Entry & RuleEntry<R> => isKind(entry.rule));
  }

  /** Lets the messages go that the rule holds, or those of all rules. @throws {UnknownRuleError} */
  release(name?: string): void {
    if (name === undefined) for (const entry of this.#entries) entry.releases += 1;
    else this.#entry(name).releases += 1;
    this.#changed();
  }

  /** @throws {UnknownRuleError} */
  setEnabled(name: string, enabled: boolean): void {
    this.#entry(name).enabled = enabled;
    this.#changed();
  }

  /** Messages that it holds are let go. @throws {UnknownRuleError} */
  remove(name: string): void {
    const entry = this.#entry(name);
    entry.isActive = false;
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    this.#changed();
  }

  counts(): RuleState[] {
    return this.#entries.map(({ name, rule, enabled, counts }) => ({ name, fault: rule.fault, enabled, ...counts }));
  }

  /** Also called when a window begins or ends. @returns ends the calls */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.#windowTimer);
    this.#listeners.clear();
  }

  #insert(input: RuleInput): string {
    const parsed = ruleSchema.safeParse(input);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new RuleError(`${issue?.path.join('.') || 'rule'}: ${issue?.message ?? 'is invalid'}`);
    }
    const name = parsed.data.name ?? this.#freeName();
    if (this.#entries.some((entry) => entry.name === name)) throw new RuleError(`there is a rule named ${name} already`);
    const counts = { matched: 0, applied: 0, bytes: 0 };
    const { enabled } = parsed.data;
    this.#entries.push({ name, rule: parsed.data, counts, enabled, isActive: false, releases: 0, addedMs: performance.now() });
    return name;
  }

  #entry(name: string): Entry {
    const entry = this.#entries.find((each) => each.name === name);
    if (!entry) throw new UnknownRuleError(`there is no rule named ${name}`);
    return entry;
  }

  #freeName(): string {
    for (;;) {
      const name = `rule-${this.#nextNumber++}`;
      if (!this.#entries.some((entry) => entry.name === name)) return name;
    }
  }

  #changed(): void {
    const now = performance.now();
    for (const entry of this.#entries) entry.isActive = entry.enabled && inWindow(entry, now);
    this.#awaitWindow(now);
    for (const listener of this.#listeners) listener();
  }

  /** @param now of the last decision: with a later one, a boundary between the two would be missed */
  #awaitWindow(now: number): void {
    clearTimeout(this.#windowTimer);
    const next = Math.min(...this.#entries.flatMap(boundaries).filter((boundary) => boundary > now));
    if (next < Infinity) this.#windowTimer = setTimeout(() => this.#changed(), Math.ceil(next - now));
  }
}

function boundaries({ rule, addedMs }: Entry): number[] {
  if (!rule.window) return [];
  return [addedMs + rule.window.from, addedMs + (rule.window.until ?? Infinity)];
}

function inWindow({ rule, addedMs }: Entry, now: number): boolean {
  const { from, until = Infinity } = rule.window ?? { from: 0 };
  return now - addedMs >= from && now - addedMs < until;
}
