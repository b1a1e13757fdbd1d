/** A number for each person who is here, from which the UI picks a colour: the smallest that nobody else has. */

/** A number is kept this long for somebody whose connections are gone, ms: a reload or a bad network is not a leave. */
const KEPT_MS = 30_000;

interface Held {
  readonly color: number;
  /** Since when the person has no connection; undefined while there is one. */
  goneSinceMs?: number | undefined;
}

export class PersonColors {
  readonly #held = new Map<string, Held>();

  /** The number of somebody who is here. */
  take(userId: string): number {
    this.#dropOld();
    const held = this.#held.get(userId) ?? { color: this.#smallestFree() };
    held.goneSinceMs = undefined;
    this.#held.set(userId, held);
    return held.color;
  }

  /** The last connection of a person is gone. */
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
