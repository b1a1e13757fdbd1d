import type { Capture, Neighbours } from '@eyepiece/shared-types';
import type { CaptureFilter, HubClient } from '../../hub/clients/hub-client.ts';

/** Number of visited and neighbouring captures in the cache. */
const KEPT = 12;

/** A pending request for a capture. */
interface PendingRequest {
  readonly id: string;
  /** The capture has changed since the request: the answer may be outdated. */
  outdated: boolean;
}

/** Previous and next capture under a filter. Prefetched, so that a step shows its capture at once. */
export class Neighbourhood {
  now = $state.raw<Neighbours | null>(null);
  /** A step requested before its target is known. */
  #step: 1 | -1 | null = null;
  #id: string | null = null;
  #loading = false;
  #asked: AbortController | null = null;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is rendered from it
  readonly #kept = new Map<string, Capture>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is rendered from it
  readonly #pending = new Set<PendingRequest>();
  readonly #undo: (() => void)[];
  readonly #hub: HubClient;
  readonly #go: (id: string) => void;
  readonly #prefetch: (capture: Capture) => void;

  /** @param prefetch loads the picture of a capture that may be shown next */
  constructor(hub: HubClient, go: (id: string) => void, prefetch: (capture: Capture) => void) {
    this.#hub = hub;
    this.#go = go;
    this.#prefetch = prefetch;
    this.#undo = [
      hub.events.on('captureUpdated', (capture) => this.#renew(capture)),
      hub.events.on('captureDeleted', ({ id }) => this.#drop([id])),
      hub.events.on('capturePurged', ({ id }) => this.#drop([id])),
      hub.events.on('capturesChanged', ({ ids }) => this.#drop(ids)),
      // Changes made while disconnected are not reported: drop everything.
      hub.events.on('welcome', () => this.#drop(null)),
    ];
  }

  /** The capture, from the cache when possible. @throws {HubError} */
  async capture(id: string): Promise<Capture> {
    const known = this.#kept.get(id);
    if (known) return known;
    const request: PendingRequest = { id, outdated: false };
    this.#pending.add(request);
    try {
      const found = await this.#hub.getCapture(id);
      if (!request.outdated) return this.#keep(found);
    } finally {
      this.#pending.delete(request);
    }
    return this.capture(id);
  }

  known(id: string): Capture | null {
    return this.#kept.get(id) ?? null;
  }

  async load(id: string, filter: CaptureFilter): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    // A step from another capture is not one from this.
    if (id !== this.#id) this.#step = null;
    this.#id = id;
    this.#loading = true;
    this.now = null;
    try {
      const found = await this.#hub.library.neighbours(id, filter, asked.signal);
      if (asked.signal.aborted) return;
      this.now = found;
      for (const next of [found.older, found.newer]) if (next !== null) void this.#fetch(next);
    } catch {
      // Guests see this capture only, and captures in the trash have no neighbours.
    } finally {
      if (this.#asked === asked) this.#loading = false;
    }
    if (asked.signal.aborted) return;
    const step = this.#step;
    this.#step = null;
    if (step !== null) this.step(step);
  }

  /** 1: older, -1: newer. */
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
      this.#prefetch(await this.capture(id));
    } catch {
      // The request is repeated, and its error shown, when the user navigates there.
    }
  }

  #renew(capture: Capture): void {
    if (this.#outdate((id) => id === capture.id) || this.#kept.has(capture.id)) this.#keep(capture);
  }

  /** @param ids null: every capture may have changed */
  #drop(ids: readonly string[] | null): void {
    const dropped = (id: string): boolean => ids?.includes(id) ?? true;
    for (const id of this.#kept.keys()) if (dropped(id)) this.#kept.delete(id);
    this.#outdate(dropped);
  }

  /** @returns whether a request for such a capture is pending */
  #outdate(changed: (id: string) => boolean): boolean {
    const outdated = [...this.#pending].filter(({ id }) => changed(id));
    for (const request of outdated) request.outdated = true;
    return outdated.length > 0;
  }

  #keep(capture: Capture): Capture {
    this.#kept.set(capture.id, capture);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return capture;
  }
}
