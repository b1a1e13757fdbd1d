import type { LogFileOptions } from '../logs/log-file.ts';
import type { Screen } from './screen.ts';

/** A disk that is full and almost full by turns does not fill the screen too, ms. */
const SAY_AGAIN_MS = 60_000;

/** Tells the screen once, for all parts together, that their logs cannot be written, and once that they can. */
export class LogTrouble {
  readonly #screen: Pick<Screen, 'logsFail' | 'logsResume'>;
  readonly #failing = new Set<string>();
  #lostLines = 0;
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #open = false;

  constructor(screen: Pick<Screen, 'logsFail' | 'logsResume'>) {
    this.#screen = screen;
  }

  /** What the log of this part reports to. */
  of(part: string): Pick<LogFileOptions, 'onFailure' | 'onResume'> {
    return {
      onFailure: (error) => this.#failed(part, error),
      onResume: (lostLines) => this.#resumed(part, lostLines),
    };
  }

  #failed(part: string, error: Error): void {
    this.#failing.add(part);
    if (this.#open || performance.now() - this.#saidAtMs < SAY_AGAIN_MS) return;
    this.#open = true;
    this.#saidAtMs = performance.now();
    this.#screen.logsFail(part, error);
  }

  #resumed(part: string, lostLines: number): void {
    this.#failing.delete(part);
    this.#lostLines += lostLines;
    if (this.#failing.size > 0 || !this.#open) return;
    this.#open = false;
    this.#screen.logsResume(this.#lostLines);
    this.#lostLines = 0;
  }
}
