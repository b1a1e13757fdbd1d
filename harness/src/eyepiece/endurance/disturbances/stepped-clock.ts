/** A stepping wall clock for processes that start with its environment. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOADED = new URL('preloaded/', import.meta.url);

/**
 * The product has no hook for this. Node and Python load modules before the program that replace its clock.
 * libfaketime would do that for any program, but version 0.9.10 makes Python's time.sleep fail.
 */
export class SteppedClock {
  readonly #folder = mkdtempSync(join(tmpdir(), 'eyepiece-clock-'));
  readonly #file = join(this.#folder, 'ahead-ms');
  #aheadMs = 0;
  #steppedAtMs = performance.now();

  constructor() {
    this.step(0);
  }

  /** How far the clock of those processes is ahead of this one, ms. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Time since the last step, ms. */
  get steadyForMs(): number {
    return performance.now() - this.#steppedAtMs;
  }

  get nodeEnv(): Record<string, string> {
    return { STEPPED_CLOCK_FILE: this.#file, NODE_OPTIONS: `--import=${new URL('stepped-date.mjs', PRELOADED).href}` };
  }

  /** @param pythonPath folder of the program's own modules */
  pythonEnv(pythonPath: string): Record<string, string> {
    return { STEPPED_CLOCK_FILE: this.#file, PYTHONPATH: [fileURLToPath(PRELOADED), pythonPath].join(delimiter) };
  }

  step(aheadMs: number): void {
    this.#aheadMs = aheadMs;
    this.#steppedAtMs = performance.now();
    // Renamed into place, so that no process reads half a file.
    writeFileSync(`${this.#file}.new`, String(aheadMs));
    renameSync(`${this.#file}.new`, this.#file);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
