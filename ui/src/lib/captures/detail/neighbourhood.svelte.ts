import type { Capture, Neighbours } from '@eyepiece/shared-types';
import type { CaptureFilter, HubClient } from '../../hub/hub-client.ts';

/** Captures kept of those that were looked at, and of their neighbours. */
const KEPT = 12;

/** A question for a capture that is on its way. */
interface Question {
  readonly id: string;
  /** The capture was changed meanwhile: the answer may be older than the change. */
  overtaken: boolean;
}

/** What lies before and after a capture under a filter; fetched beforehand, so that going there is going there at once. */
export class Neighbourhood {
  now = $state.raw<Neighbours | null>(null);
  /** A step that was asked for before it was known where it leads. */
  #step: 1 | -1 | null = null;
  #loading = false;
  #asked: AbortController | null = null;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is rendered from it
  readonly #kept = new Map<string, Capture>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is rendered from it
  readonly #questions = new Set<Question>();
  readonly #undo: (() => void)[];
  readonly #hub: HubClient;
  readonly #go: (id: string) => void;
  readonly #warm: (capture: Capture) => void;

  /** @param warm fetches the picture of a capture that may be wanted next */
  constructor(hub: HubClient, go: (id: string) => void, warm: (capture: Capture) => void) {
    this.#hub = hub;
    this.#go = go;
    this.#warm = warm;
    this.#undo = [
      hub.events.on('captureUpdated', (capture) => this.#renew(capture)),
      hub.events.on('captureDeleted', ({ id }) => this.#drop([id])),
      hub.events.on('capturePurged', ({ id }) => this.#drop([id])),
      hub.events.on('capturesChanged', ({ ids }) => this.#drop(ids)),
      // Changes made while the link was away are not told of.
      hub.events.on('welcome', () => this.#drop(null)),
    ];
  }

  /** The capture, at once where it is known. @throws {HubError} */
  async capture(id: string): Promise<Capture> {
    const known = this.#kept.get(id);
    if (known) return known;
    const question: Question = { id, overtaken: false };
    this.#questions.add(question);
    try {
      const found = await this.#hub.getCapture(id);
      if (!question.overtaken) return this.#keep(found);
    } finally {
      this.#questions.delete(question);
    }
    return this.capture(id);
  }

  known(id: string): Capture | null {
    return this.#kept.get(id) ?? null;
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
    for (const undo of this.#undo) undo();
  }

  async #fetch(id: string): Promise<void> {
    try {
      this.#warm(await this.capture(id));
    } catch {
      // It is asked for again, and told of, when somebody goes there.
    }
  }

  #renew(capture: Capture): void {
    if (this.#overtake((id) => id === capture.id) || this.#kept.has(capture.id)) this.#keep(capture);
  }

  /** @param ids null: every capture may have changed */
  #drop(ids: readonly string[] | null): void {
    const dropped = (id: string): boolean => ids?.includes(id) ?? true;
    for (const id of this.#kept.keys()) if (dropped(id)) this.#kept.delete(id);
    this.#overtake(dropped);
  }

  /** @returns whether such a capture is being asked for */
  #overtake(changed: (id: string) => boolean): boolean {
    const overtaken = [...this.#questions].filter(({ id }) => changed(id));
    for (const question of overtaken) question.overtaken = true;
    return overtaken.length > 0;
  }

  #keep(capture: Capture): Capture {
    this.#kept.set(capture.id, capture);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return capture;
  }
}
