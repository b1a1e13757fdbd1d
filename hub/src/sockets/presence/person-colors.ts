/**
 * Assigns each connected person a number, from which the UI derives a colour: the one that follows from the user id if
 * it is free, so that the person has the same colour every day; otherwise the smallest free one.
 */
import { preferredColor } from '@eyepiece/shared-types/people/person-color';

/** Time that a number stays reserved after the last disconnect, ms, to cover reloads and bad networks. */
const KEPT_MS = 30_000;

interface Held {
  readonly color: number;
  /** Since when the person has no connection; undefined while there is one. */
  goneSinceMs?: number | undefined;
}

export class PersonColors {
  readonly #held = new Map<string, Held>();

  /** The number of a connected person. @param elsewhere the numbers that other hubs have given, by user */
  take(userId: string, elsewhere: ReadonlyMap<string, number> = new Map()): number {
    this.#dropOld();
    const held = this.#held.get(userId) ?? { color: elsewhere.get(userId) ?? this.#freeFor(userId, elsewhere) };
    held.goneSinceMs = undefined;
    this.#held.set(userId, held);
    return held.color;
  }

  /** The last connection of a person has closed. */
  leave(userId: string): void {
    const held = this.#held.get(userId);
    if (held) held.goneSinceMs = performance.now();
  }

  /** Gives up numbers that a hub with precedence has given to another person, or differently to the same one. */
  yieldTo(elsewhere: ReadonlyMap<string, number>): void {
    const owners = new Map([...elsewhere].map(([userId, color]) => [color, userId]));
    for (const [userId, { color }] of this.#held) {
      const owner = owners.get(color);
      const other = elsewhere.get(userId);
      if ((owner !== undefined && owner !== userId) || (other !== undefined && other !== color)) this.#held.delete(userId);
    }
  }

  #dropOld(): void {
    const now = performance.now();
    for (const [userId, { goneSinceMs }] of this.#held) {
      if (goneSinceMs !== undefined && now - goneSinceMs >= KEPT_MS) this.#held.delete(userId);
    }
  }

  #freeFor(userId: string, elsewhere: ReadonlyMap<string, number>): number {
    const taken = new Set([...[...this.#held.values()].map(({ color }) => color), ...elsewhere.values()]);
    const preferred = preferredColor(userId);
    if (!taken.has(preferred)) return preferred;
    let color = 0;
    while (taken.has(color)) color += 1;
    return color;
  }
}
