import type { Capture, CapturesChanged } from '@eyepiece/shared-types';
import type { CaptureFilter, HubClient } from '../../hub/clients/hub-client.ts';
import { asHubError, type HubError } from '@eyepiece/client/hub-error';
import { LatestRequest } from '../../hub/latest-request.svelte.ts';
import type { Session } from '../../people/session.svelte.ts';
import { matches } from '../filter/capture-match.ts';
import type { IndexRange } from './grid-layout.ts';
import {
  captureAt,
  carriedOver,
  chunksOf,
  placeOfCapture,
  stale,
  trimmed,
  wholeDays,
  withCapture,
  withoutCapture,
  type Chunk,
} from './library-chunks.ts';
import { isFiltered, searchOf } from '../filter/library-filter.ts';
import { PageLoader } from './page-loader.ts';

/** Delay before the library is counted again, after an update that only the hub can place. */
const REFRESH_AFTER_MS = 1200;
/** Maximum number of loaded captures. */
const LOADED_MAX = 12_000;

/**
 * Captures under a filter. The number per day is known from the start; captures are loaded when they become visible
 * and kept up to date with changes by all users.
 */
export class Library {
  filter = $state.raw<CaptureFilter>({});
  chunks = $state.raw<readonly Chunk[]>([]);
  bytes = $state(0);
  /** Whether the number of captures is known. */
  known = $state(false);
  /**
   * New captures above the visible range. They are inserted when the user scrolls there: inserting them earlier would
   * shift every other tile of their day.
   */
  #waiting = $state.raw<readonly Capture[]>([]);
  /** Kept while a capture is open, so that going back restores the position. */
  scrollTopPx = 0;
  focusedId = $state<string | null>(null);
  #sight: IndexRange = { first: 0, end: 0 };
  #refresh: ReturnType<typeof setTimeout> | undefined;
  /** The loaded captures may be outdated, until an answer marks them. */
  #staleAll = false;
  /** The loaded captures belong to the previous filter, until the first answer arrives. */
  #elsewhere = false;
  readonly #hub: HubClient;
  readonly #timeline: LatestRequest;
  readonly #pages: PageLoader;
  readonly #undo: (() => void)[];

  readonly days = $derived(wholeDays(this.chunks));
  readonly unseen = $derived(this.#waiting.length);
  /** Number of tiles in the layout. */
  readonly placed = $derived(this.chunks.reduce((sum, { count }) => sum + count, 0));
  readonly total = $derived(this.placed + this.#waiting.length);
  readonly filtered = $derived(isFiltered(this.filter));

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#timeline = new LatestRequest(session);
    this.#pages = new PageLoader({
      chunks: () => this.chunks,
      put: (chunk) => this.#loaded(chunk),
      list: (bounds, page, signal) => hub.listCaptures({ ...this.filter, ...this.#narrowed(bounds) }, page, signal),
      failed: (error) => (this.#timeline.error = session.handleError(asHubError(error))),
    });
    this.#undo = [
      hub.events.on('welcome', () => this.#welcomed()),
      hub.events.on('captureCreated', (capture) => this.#arrived(capture, true)),
      hub.events.on('captureUpdated', (capture) => this.#updated(capture)),
      hub.events.on('captureDeleted', ({ id }) => this.#left(id)),
      hub.events.on('capturePurged', ({ id }) => this.#left(id)),
      hub.events.on('capturesChanged', (changed) => this.#manyChanged(changed)),
    ];
  }

  get loading(): boolean {
    return this.#timeline.loading;
  }

  get error(): HubError | null {
    return this.#timeline.error;
  }

  /** Shows the captures under a filter; does nothing when it is already shown. */
  async open(filter: CaptureFilter): Promise<void> {
    const same = searchOf(filter) === searchOf(this.filter) && filter.deleted === this.filter.deleted;
    if (same && (this.known || this.loading)) return;
    this.filter = filter;
    this.scrollTopPx = 0;
    this.#waiting = [];
    this.#elsewhere = true;
    this.#pages.stop();
    await this.#count();
  }

  /** Loads everything again; visible captures stay until they are replaced. */
  async reload(): Promise<void> {
    this.#staleAll = true;
    await this.#count();
  }

  /**
   * Reports the visible range and its surroundings. Nearest parts load first; requests for parts out of range are
   * aborted.
   */
  setVisible(sight: IndexRange, near: IndexRange): void {
    this.#sight = sight;
    if (sight.first === 0) this.#showWaiting();
    this.#pages.setRange(near, (sight.first + sight.end) / 2);
  }

  at(index: number): Capture | null {
    return captureAt(this.chunks, index);
  }

  /** -1 for a capture that is not loaded. */
  placeOf(id: string): number {
    return placeOfCapture(this.chunks, id);
  }

  get(id: string): Capture | null {
    const index = this.placeOf(id);
    return index < 0 ? null : this.at(index);
  }

  /** Loads captures by index. @throws {HubError} */
  async range({ first, end }: IndexRange): Promise<Capture[]> {
    await this.#pages.load({ first, end });
    const found = Array.from({ length: Math.max(0, end - first) }, (_, step) => this.at(first + step));
    return found.filter((capture) => capture !== null);
  }

  put(capture: Capture): void {
    if (this.#isWaiting(capture.id)) {
      this.#waiting = this.#waiting.map((one) => (one.id === capture.id ? capture : one));
      return;
    }
    const fits = matches(capture, this.filter);
    const before = this.get(capture.id);
    if (fits === false) this.forget(capture.id);
    else if (fits === null && !before) this.#refreshSoon();
    else {
      this.chunks = withCapture(this.chunks, capture);
      this.bytes += capture.sizeBytes - (before?.sizeBytes ?? 0);
    }
  }

  forget(id: string): void {
    this.#waiting = this.#waiting.filter((capture) => capture.id !== id);
    const gone = this.get(id);
    if (!gone) return;
    this.chunks = withoutCapture(this.chunks, id);
    this.bytes -= gone.sizeBytes;
  }

  close(): void {
    clearTimeout(this.#refresh);
    this.#timeline.abort();
    this.#pages.stop();
    for (const undo of this.#undo) undo();
  }

  async #count(): Promise<void> {
    clearTimeout(this.#refresh);
    await this.#timeline.run(async (signal) => {
      const timeline = await this.#hub.library.timeline(this.filter, signal);
      if (signal.aborted) return;
      this.#waiting = [];
      this.#place(chunksOf(timeline.days));
      this.bytes = timeline.bytes;
      this.known = true;
      this.#pages.refresh();
    });
  }

  /** Chunks of a new timeline, with their loaded captures. */
  #place(chunks: readonly Chunk[]): void {
    const carried = this.#elsewhere ? chunks : carriedOver(this.chunks, chunks);
    this.chunks = this.#staleAll ? carried.map(stale) : carried;
    if (this.#staleAll) this.#pages.outdate();
    this.#staleAll = this.#elsewhere = false;
  }

  #loaded(chunk: Chunk): void {
    const chunks = this.chunks.map((old) => (old.key === chunk.key ? chunk : old)).filter(({ count }) => count > 0);
    this.chunks = trimmed(chunks, (this.#sight.first + this.#sight.end) / 2, LOADED_MAX);
  }

  #welcomed(): void {
    if (this.known || this.error) void this.reload();
  }

  /** The tighter bounds: a chunk's days may begin before the filter does. */
  #narrowed({ from, to }: { from: string | undefined; to: string | undefined }): CaptureFilter {
    const later = [from, this.filter.from]
      .filter((bound) => bound !== undefined)
      .sort()
      .at(-1);
    const earlier = [to, this.filter.to].filter((bound) => bound !== undefined).sort()[0];
    return { ...(later === undefined ? {} : { from: later }), ...(earlier === undefined ? {} : { to: earlier }) };
  }

  #isWaiting(id: string): boolean {
    return this.#waiting.some((capture) => capture.id === id);
  }

  #isAboveSight(capture: Capture): boolean {
    const first = this.#sight.first > 0 ? this.at(this.#sight.first) : null;
    return first !== null && capture.capturedAt >= first.capturedAt;
  }

  #showWaiting(): void {
    const arrived = this.#waiting;
    if (arrived.length === 0) return;
    this.#waiting = [];
    for (const capture of arrived) this.put(capture);
  }

  #refreshSoon(): void {
    clearTimeout(this.#refresh);
    // A pending count is not aborted: it may take longer than the time to the next update.
    this.#refresh = setTimeout(() => (this.loading ? this.#refreshSoon() : void this.#count()), REFRESH_AFTER_MS);
  }

  /** Invalidates pending requests, which may not include the update. @returns whether there is a list to update */
  #invalidatePending(): boolean {
    if (this.loading) this.#refreshSoon();
    return this.known;
  }

  #arrived(capture: Capture, created: boolean): void {
    if (!this.#invalidatePending()) return;
    const known = this.placeOf(capture.id) >= 0 || this.#isWaiting(capture.id);
    const fits = matches(capture, this.filter);
    // A changed capture may already be in the list without being loaded.
    if (!known && fits !== false && (fits === null || !created)) this.#refreshSoon();
    else if (!known && fits === true && this.#isAboveSight(capture)) this.#waiting = [...this.#waiting, capture];
    else if (known || fits === true) this.put(capture);
  }

  #updated(capture: Capture): void {
    if (!this.#invalidatePending()) return;
    if (matches(capture, this.filter) !== false) this.#arrived(capture, false);
    else this.#left(capture.id);
  }

  #manyChanged({ change, ids }: CapturesChanged): void {
    if (change !== 'updated' && ids) for (const id of ids) this.#left(id);
    else if (this.known || this.loading) {
      this.#staleAll = true;
      this.#refreshSoon();
    }
  }

  #left(id: string): void {
    if (!this.#invalidatePending()) return;
    if (this.placeOf(id) >= 0 || this.#isWaiting(id)) this.forget(id);
    else this.#refreshSoon();
  }
}
