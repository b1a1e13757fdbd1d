/** Counts messages by event. */
import type { DiagnosticsEvent } from '@eyepiece/shared-types';
import { Rates } from '../rates.ts';

/** Clients choose the names of their events, so further names count together. */
const MAX_NAMES = 200;
const OTHERS = 'others';

type Key = Pick<DiagnosticsEvent, 'direction' | 'kind' | 'event'>;

interface Total extends Key {
  count: number;
  bytes: number;
  readonly rates: Rates;
}

export class EventTotals {
  readonly #totals = new Map<string, Total>();

  add(key: Key, count: number, bytes: number): void {
    const total = this.#totalOf(key);
    total.count += count;
    total.bytes += bytes;
  }

  read(nowMs: number): DiagnosticsEvent[] {
    return [...this.#totals.values()].map(({ rates, ...total }) => {
      const [perSecond = 0, bytesPerSecond = 0] = rates.read(nowMs, [total.count, total.bytes]);
      return { ...total, perSecond, bytesPerSecond };
    });
  }

  clear(): void {
    this.#totals.clear();
  }

  #totalOf({ direction, kind, event }: Key): Total {
    const id = `${direction} ${kind} ${event}`;
    const known = this.#totals.get(id);
    if (known) return known;
    if (this.#totals.size >= MAX_NAMES && event !== OTHERS) return this.#totalOf({ direction, kind, event: OTHERS });
    const total = { direction, kind, event, count: 0, bytes: 0, rates: new Rates() };
    this.#totals.set(id, total);
    return total;
  }
}
