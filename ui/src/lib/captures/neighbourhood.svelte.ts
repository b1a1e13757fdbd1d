import type { Capture, Neighbours } from '@eyepiece/shared-types';
import type { CaptureFilter, HubClient } from '../hub/hub-client.ts';

/** Captures kept of those that were looked at, and of their neighbours. */
const KEPT = 12;

/** What lies before and after a capture under a filter; fetched beforehand, so that going there is going there at once. */
export class Neighbourhood {
  now = $state.raw<Neighbours | null>(null);
  /** A step that was asked for before it was known where it leads. */
  #step: 1 | -1 | null = null;
  #loading = false;
  #asked: AbortController | null = null;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is rendered from it
  readonly #kept = new Map<string, Capture>();
  readonly #hub: HubClient;
  readonly #go: (id: string) => void;
  readonly #warm: (capture: Capture) => void;

  /** @param warm fetches the picture of a capture that may be wanted next */
  constructor(hub: HubClient, go: (id: string) => void, warm: (capture: Capture) => void) {
    this.#hub = hub;
    this.#go = go;
    this.#warm = warm;
  }

  /** The capture, at once where it is known. @throws {HubError} */
  async capture(id: string): Promise<Capture> {
    return this.#kept.get(id) ?? this.#keep(await this.#hub.getCapture(id));
  }

  known(id: string): Capture | null {
    return this.#kept.get(id) ?? null;
  }

  renew(capture: Capture): void {
    if (this.#kept.has(capture.id)) this.#kept.set(capture.id, capture);
  }

  async look(id: string, filter: CaptureFilter): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.#loading = true;
    this.now = null;
    try {
      const found = await this.#hub.library.neighbours(id, filter, asked.signal);
      if (asked.signal.aborted) return;
      this.now = found;
      for (const next of [found.older, found.newer]) if (next !== null) void this.#fetch(next);
    } catch {
      // A guest sees this capture alone, and one in the trash has no neighbours: nothing to go to.
    } finally {
      if (this.#asked === asked) this.#loading = false;
    }
    if (asked.signal.aborted) return;
    const step = this.#step;
    this.#step = null;
    if (step !== null) this.step(step);
  }

  /** 1: to the older, -1: to the newer. */
  step(step: 1 | -1): void {
    const id = step === 1 ? this.now?.older : this.now?.newer;
    if (id) this.#go(id);
    else if (this.#loading) this.#step = step;
  }

  close(): void {
    this.#asked?.abort();
  }

  async #fetch(id: string): Promise<void> {
    try {
      this.#warm(await this.capture(id));
    } catch {
      // It is asked for again, and told of, when somebody goes there.
    }
  }

  #keep(capture: Capture): Capture {
    this.#kept.set(capture.id, capture);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return capture;
  }
}
