/** The rules of one proxy: which are in force, and what each has done. */
import { ruleSchema, type Rule, type RuleInput } from './schema.ts';

/** No rule of this name, two of it, or a definition that the schema refuses. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}

export interface RuleCounts {
  /** Connections that the rule selected. */
  matched: number;
  /** What the rule did: connections ended, or writes shaped. */
  applied: number;
  bytes: number;
}

export interface ActiveRule {
  readonly name: string;
  readonly rule: Rule;
  readonly counts: RuleCounts;
}

export interface RuleState extends Readonly<RuleCounts> {
  readonly name: string;
  readonly fault: Rule['fault'];
  readonly enabled: boolean;
}

interface Entry extends ActiveRule {
  enabled: boolean;
  readonly addedMs: number;
}

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
    const name = this.#insert(input);
    this.#changed();
    return name;
  }

  /** Rules that are enabled and in their window, in their order. */
  active(): readonly ActiveRule[] {
    const now = performance.now();
    return this.#entries.filter((entry) => entry.enabled && inWindow(entry, now));
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
    this.#entries.push({ name, rule: parsed.data, counts, enabled: parsed.data.enabled, addedMs: performance.now() });
    return name;
  }

  #freeName(): string {
    for (;;) {
      const name = `rule-${this.#nextNumber++}`;
      if (!this.#entries.some((entry) => entry.name === name)) return name;
    }
  }

  #changed(): void {
    this.#awaitWindow();
    for (const listener of this.#listeners) listener();
  }

  #awaitWindow(): void {
    clearTimeout(this.#windowTimer);
    const now = performance.now();
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
