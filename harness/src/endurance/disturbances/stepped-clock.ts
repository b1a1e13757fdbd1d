/** A wall clock that steps, for the processes that are started with its environment. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOADED = new URL('preloaded/', import.meta.url);

/**
 * The product has no hook for it: modules that Node and Python load before the program stand between it and the clock.
 * libfaketime would do that for any program, but its 0.9.10 makes Python's time.sleep fail.
 */
export class SteppedClock {
  readonly #folder = mkdtempSync(join(tmpdir(), 'eyepiece-clock-'));
  readonly #file = join(this.#folder, 'ahead-ms');
  #aheadMs = 0;
  #steppedAtMs = performance.now();

  constructor() {
    this.step(0);
  }

  /** By how much those processes are ahead of this one, ms. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** How long ago the clock stepped, ms. */
  get steadyForMs(): number {
    return performance.now() - this.#steppedAtMs;
  }

  get nodeEnv(): Record<string, string> {
    return { STEPPED_CLOCK_FILE: this.#file, NODE_OPTIONS: `--import=${new URL('stepped-date.mjs', PRELOADED).href}` };
  }

  /** @param pythonPath where the program's own modules are */
  pythonEnv(pythonPath: string): Record<string, string> {
    return { STEPPED_CLOCK_FILE: this.#file, PYTHONPATH: [fileURLToPath(PRELOADED), pythonPath].join(delimiter) };
  }

  step(aheadMs: number): void {
    this.#aheadMs = aheadMs;
    this.#steppedAtMs = performance.now();
    // Renamed: a process that reads it meanwhile must not find half a file.
    writeFileSync(`${this.#file}.new`, String(aheadMs));
    renameSync(`${this.#file}.new`, this.#file);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
