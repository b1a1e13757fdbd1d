import type { DisplayWindow } from '@eyepiece/shared-types';

/** Interval of updates while a handle moves, ms. */
const SEND_INTERVAL_MS = 120;

export interface WindowDraftSource {
  actual(): DisplayWindow;
  send(window: DisplayWindow): Promise<unknown>;
  explain(error: unknown): string;
}

/**
 * The display window during editing: shown at once and sent at a limited rate, the last value always. Reverts to the
 * camera's window when the hub refuses it.
 */
export class WindowDraft {
  readonly #source: WindowDraftSource;
  #draft = $state.raw<DisplayWindow | null>(null);
  error = $state<string | null>(null);
  #waiting: DisplayWindow | null = null;
  #busy = false;

  readonly shown = $derived.by(() => this.#draft ?? this.#source.actual());

  constructor(source: WindowDraftSource) {
    this.#source = source;
  }

  change(window: DisplayWindow): void {
    this.#draft = window;
    this.error = null;
    this.#waiting = window;
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting) {
        const next = this.#waiting;
        this.#waiting = null;
        await Promise.all([this.#source.send(next), new Promise((resolve) => setTimeout(resolve, SEND_INTERVAL_MS))]);
      }
    } catch (error) {
      this.#waiting = null;
      this.error = this.#source.explain(error);
    } finally {
      this.#busy = false;
      this.#draft = null;
    }
  }
}
