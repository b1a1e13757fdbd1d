/** Assigns each connected person the smallest free number, from which the UI derives a colour. */

/** Time that a number stays reserved after the last disconnect, ms, to cover reloads and bad networks. */
const KEPT_MS = 30_000;

interface Held {
  readonly color: number;
  /** Since when the person has no connection; undefined while there is one. */
  goneSinceMs?: number | undefined;
}

export class PersonColors {
  readonly #held = new Map<string, Held>();

  /** The number of a connected person. */
  take(userId: string): number {
    this.#dropOld();
    const held = this.#held.get(userId) ?? { color: this.#smallestFree() };
    held.goneSinceMs = undefined;
    this.#held.set(userId, held);
    return held.color;
  }

  /** The last connection of a person has closed. */
  leave(userId: string): void {
    const held = this.#held.get(userId);
    if (held) held.goneSinceMs = performance.now();
  }

  #dropOld(): void {
    const now = performance.now();
    for (const [userId, { goneSinceMs }] of this.#held) {
      if (goneSinceMs !== undefined && now - goneSinceMs >= KEPT_MS) this.#held.delete(userId);
    }
  }

  #smallestFree(): number {
    const taken = new Set([...this.#held.values()].map(({ color }) => color));
    let color = 0;
    while (taken.has(color)) color += 1;
    return color;
  }
}
