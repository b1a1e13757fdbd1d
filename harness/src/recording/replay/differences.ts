/** What the other end does differently than in the recording. Each difference is kept once and counted. */
import { oneLine } from '../../input/one-line.ts';

const DIFFERENCES_MAX = 1000;

export class Differences {
  readonly #counts = new Map<string, number>();
  readonly #found: ((difference: string) => void) | undefined;

  /** `found` is called with each new difference. */
  constructor(found?: (difference: string) => void) {
    this.#found = found;
  }

  /** The text may have names that the other end chose. */
  add(text: string): void {
    const difference = oneLine(text);
    const count = this.#counts.get(difference);
    if (count === undefined && this.#counts.size >= DIFFERENCES_MAX) return;
    this.#counts.set(difference, (count ?? 0) + 1);
    if (count === undefined) this.#found?.(difference);
  }

  /** One line each. */
  get lines(): string[] {
    return [...this.#counts].map(([difference, count]) => (count === 1 ? difference : `${difference} (${count} times)`));
  }
}
