/** Records every command, its outcome and its duration. */
import { deferred } from '../../../timing/deferred.ts';
export const ORDER_KINDS = ['capture', 'settings', 'note', 'annotation', 'job'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];
export type Way = 'API' | 'socket';

/** The hub's answer to a command. A lost connection is a rejection instead. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string; readonly message: string };

export interface Order {
  readonly kind: OrderKind;
  readonly way: Way;
  /** Time by which there is an answer or the connection ends, ms. */
  readonly deadlineMs: number;
}

export interface Waited extends Order {
  readonly tookMs: number;
  readonly outcome: string;
  /** Time since the beginning of the run, s. */
  readonly atS: number;
}

export interface OrderCounts {
  readonly given: number;
  readonly acknowledged: number;
  /** Counts by refusal code, and `lost` for lost connections. */
  readonly others: Readonly<Record<string, number>>;
}

/** Codes that disturbances can cause. Any other refusal is a fault at any time. */
const EXPLAINED = new Set([
  'lost',
  'camera_offline',
  'camera_timeout',
  'database_unavailable',
  'store_unavailable',
  'shutting_down',
  'no_space',
  'capture_waits',
  'rate_limited',
]);
const KEPT = 5;
const HUNG = 'no answer';

export class OrderBook {
  #began = performance.now();
  /** Tolerance for late answers, because this process is busy too. */
  readonly #marginMs: number;
  readonly #counts = new Map<OrderKind, { given: number; acknowledged: number; others: Record<string, number> }>();
  readonly #acknowledgedAtMs = new Map<OrderKind, number>();
  readonly #faults: string[] = [];
  readonly #listeners = new Set<() => void>();
  #worst: Waited[] = [];
  #refusals: Record<string, number> = {};
  #calm: object | undefined;

  constructor(marginMs: number) {
    this.#marginMs = marginMs;
  }

  /** Starts the run: times are relative to this moment. */
  begin(): void {
    this.#began = performance.now();
  }

  /** Sets whether the system is undisturbed. A command that fails entirely within an undisturbed time is a fault. */
  set calm(calm: boolean) {
    this.#calm = calm ? {} : undefined;
  }

  get counts(): Readonly<Partial<Record<OrderKind, OrderCounts>>> {
    return Object.fromEntries(this.#counts);
  }

  /** The longest waits. */
  get worst(): readonly Waited[] {
    return this.#worst;
  }

  takeFaults(): string[] {
    return this.#faults.splice(0);
  }

  /** @returns the acknowledged result; undefined without one */
  async place<T>(order: Order, send: () => Promise<Answer<T>>): Promise<T | undefined> {
    const sentMs = performance.now();
    const calm = this.#calm;
    const answer = await this.#answered(order, send());
    const outcome = answer.ok ? 'acknowledged' : answer.code;
    const waited = { ...order, outcome, tookMs: performance.now() - sentMs, atS: Math.round((sentMs - this.#began) / 1000) };
    this.#note(waited, answer, calm !== undefined && calm === this.#calm);
    return answer.ok ? answer.value : undefined;
  }

  /** Whether a command of this kind is acknowledged in time, counted from now. */
  async untilAcknowledged(kind: OrderKind, withinMs: number): Promise<boolean> {
    const sinceMs = performance.now();
    return this.#until(() => (this.#acknowledgedAtMs.get(kind) ?? 0) > sinceMs, withinMs);
  }

  /** Whether a command is refused with one of these codes, counted from now. */
  async untilRefused(codes: readonly string[], withinMs: number): Promise<boolean> {
    const refusals = (): number => codes.reduce((sum, code) => sum + (this.#refusals[code] ?? 0), 0);
    const before = refusals();
    return this.#until(() => refusals() > before, withinMs);
  }

  async #answered<T>({ deadlineMs }: Order, sent: Promise<Answer<T>>): Promise<Answer<T>> {
    const late = deferred<Answer<T>>();
    const message = `none within ${String(deadlineMs + this.#marginMs)} ms`;
    const timer = setTimeout(() => late.resolve({ ok: false, code: HUNG, message }), deadlineMs + this.#marginMs);
    const lost = (error: unknown): Answer<T> => ({ ok: false, code: 'lost', message: (error as Error).message });
    try {
      return await Promise.race([sent.catch(lost), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #note(waited: Waited, answer: Answer<unknown>, calm: boolean): void {
    const { kind, outcome, atS, way } = waited;
    const counts = this.#counts.get(kind) ?? { given: 0, acknowledged: 0, others: {} };
    this.#counts.set(kind, counts);
    counts.given += 1;
    this.#worst = [...this.#worst, waited].toSorted((a, b) => b.tookMs - a.tookMs).slice(0, KEPT);
    if (answer.ok) {
      counts.acknowledged += 1;
      this.#acknowledgedAtMs.set(kind, performance.now());
    } else {
      counts.others[outcome] = (counts.others[outcome] ?? 0) + 1;
      this.#refusals[outcome] = (this.#refusals[outcome] ?? 0) + 1;
      if (calm || !EXPLAINED.has(outcome))
        this.#faults.push(`${kind} by ${way}, ${String(atS)} s after the beginning: ${outcome}, ${answer.message.slice(0, 200)}`);
    }
    for (const listener of this.#listeners) listener();
  }

  #until(met: () => boolean, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (result: boolean): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(result);
      };
      const look = (): void => {
        if (met()) settle(true);
      };
      const timer = setTimeout(() => settle(met()), withinMs);
      this.#listeners.add(look);
    });
  }
}
