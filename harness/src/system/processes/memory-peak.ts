/** The largest resident memory of a process while it is watched. */
import { repeating } from '../../timing/repeating.ts';
import { residentBytes } from './process-use.ts';

export class MemoryPeak {
  readonly #pid: number;
  readonly #leave: () => Promise<void>;
  #bytes = 0;

  constructor(pid: number, everyMs: number) {
    this.#pid = pid;
    this.#leave = repeating(() => this.look(), everyMs);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Measures from now on. */
  begin(): void {
    this.#bytes = 0;
  }

  /** Measures now. A process that has ended changes nothing. */
  async look(): Promise<void> {
    const bytes = await residentBytes(this.#pid).catch(() => 0);
    // A process that has ended and is not reaped has no memory.
    if (bytes > this.#bytes) this.#bytes = bytes;
  }

  /** Ends the measurement. */
  async leave(): Promise<void> {
    await this.#leave();
  }
}
