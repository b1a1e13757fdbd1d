import type { Capture } from '@eyepiece/shared-types';
import type { CaptureFilter, HubClient } from '../hub/hub-client.ts';
import { asHubError, type HubError } from '../hub/hub-error.ts';
import type { Session } from '../session/session.svelte.ts';
import { byDay, inserted } from './capture-order.ts';

const PAGE = 60;

function isEmpty(filter: CaptureFilter): boolean {
  return Object.values(filter).every((value) => value === undefined || value === '');
}

/** Whether a new capture certainly belongs to what is listed. A search is the hub's to answer, so it never does. */
export function certainlyMatches(capture: Capture, filter: CaptureFilter): boolean {
  if (filter.q) return false;
  if (filter.cameraId && capture.cameraId !== filter.cameraId) return false;
  if (filter.format && capture.format !== filter.format) return false;
  if (filter.from && capture.capturedAt < filter.from) return false;
  return !(filter.to && capture.capturedAt > filter.to);
}

/** The captures in the library under a filter, page after page, kept up to date as they come and go. */
export class Library {
  captures = $state.raw<readonly Capture[]>([]);
  filter = $state.raw<CaptureFilter>({});
  total = $state<number | null>(null);
  loading = $state(false);
  error = $state.raw<HubError | null>(null);
  /** Kept while a capture is open, so that going back lands on the same place. */
  scrollTopPx = 0;
  focusedId = $state<string | null>(null);
  #nextCursor = $state<string | null>(null);
  #asked: AbortController | null = null;
  #loadedOnce = false;
  readonly #hub: HubClient;
  readonly #session: Session;
  readonly #undo: (() => void)[];

  readonly days = $derived(byDay(this.captures));
  readonly hasMore = $derived(this.#nextCursor !== null);
  readonly filtered = $derived(!isEmpty(this.filter));

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#session = session;
    this.#undo = [
      hub.events.on('welcome', () => void (this.#loadedOnce && this.reload())),
      hub.events.on('captureCreated', (capture) => this.#arrived(capture)),
      hub.events.on('captureUpdated', (capture) => this.#updated(capture)),
      hub.events.on('captureDeleted', ({ id }) => this.forget(id)),
    ];
  }

  async open(): Promise<void> {
    if (!this.#loadedOnce) await this.reload();
  }

  async setFilter(filter: CaptureFilter): Promise<void> {
    this.filter = filter;
    this.scrollTopPx = 0;
    await this.reload();
  }

  async reload(): Promise<void> {
    this.#loadedOnce = true;
    await this.#load(null);
  }

  async more(): Promise<void> {
    if (!this.loading && this.#nextCursor !== null && this.error === null) await this.#load(this.#nextCursor);
  }

  put(capture: Capture): void {
    if (!this.captures.some(({ id }) => id === capture.id) && this.total !== null) this.total += 1;
    this.captures = inserted(this.captures, capture);
  }

  forget(id: string): void {
    if (!this.captures.some((capture) => capture.id === id)) return;
    this.captures = this.captures.filter((capture) => capture.id !== id);
    if (this.total !== null) this.total -= 1;
  }

  close(): void {
    this.#asked?.abort();
    for (const undo of this.#undo) undo();
  }

  async #load(cursor: string | null): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.loading = true;
    this.error = null;
    try {
      const page = await this.#hub.listCaptures(this.filter, cursor === null ? { limit: PAGE } : { cursor, limit: PAGE }, asked.signal);
      if (asked.signal.aborted) return;
      const kept = cursor === null ? [] : this.captures;
      this.captures = [...kept, ...page.captures.filter(({ id }) => !kept.some((known) => known.id === id))];
      this.total = page.total;
      this.#nextCursor = page.nextCursor;
    } catch (error) {
      if (!asked.signal.aborted) this.error = this.#session.notice(asHubError(error));
    } finally {
      if (this.#asked === asked) this.loading = false;
    }
  }

  #arrived(capture: Capture): void {
    if (this.#loadedOnce && capture.deletedAt === null && certainlyMatches(capture, this.filter)) this.put(capture);
  }

  #updated(capture: Capture): void {
    if (capture.deletedAt !== null) {
      this.forget(capture.id);
      return;
    }
    if (this.captures.some(({ id }) => id === capture.id)) this.put(capture);
    else this.#arrived(capture);
  }
}
