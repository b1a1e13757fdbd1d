/** Counts messages by event. */
import type { DiagnosticsEvent } from '@eyepiece/shared-types';
import { Rates } from '../rates.ts';
import { CLIENT_EVENTS } from './client-events.ts';

/** Clients can invent names of events. Further invented names count together. */
const MAX_INVENTED = 100;
const OTHERS = 'others';

type Key = Pick<DiagnosticsEvent, 'direction' | 'kind' | 'event'>;

interface Total extends Key {
  count: number;
  bytes: number;
  readonly rates: Rates;
}

export class EventTotals {
  readonly #totals = new Map<string, Total>();
  #invented = 0;

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
    this.#invented = 0;
  }

  #totalOf({ direction, kind, event }: Key): Total {
    const id = `${direction} ${kind} ${event}`;
    const known = this.#totals.get(id);
    if (known) return known;
    if (event !== OTHERS && isInvented({ direction, kind, event })) {
      if (this.#invented >= MAX_INVENTED) return this.#totalOf({ direction, kind, event: OTHERS });
      this.#invented += 1;
    }
    const total = { direction, kind, event, count: 0, bytes: 0, rates: new Rates() };
    this.#totals.set(id, total);
    return total;
  }
}

/** The hub chooses the names of its own events. A reply has the name of the request. */
function isInvented({ direction, kind, event }: Key): boolean {
  return (direction === 'in' || kind === 'reply') && !CLIENT_EVENTS.has(event);
}
