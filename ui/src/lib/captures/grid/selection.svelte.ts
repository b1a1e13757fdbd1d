import { BULK_MAX, type Capture } from '@eyepiece/shared-types';
import { SvelteMap } from 'svelte/reactivity';
import type { Library } from './library.svelte.ts';

/** The selected captures, limited to the hub's maximum per request. */
export class Selection {
  readonly #captures = new SvelteMap<string, Capture>();
  /** Start of a range; an id, because indexes shift when captures arrive. */
  #anchorId: string | null = null;
  /** The selection before the range was last extended. */
  #before: readonly Capture[] = [];
  #turn = 0;
  readonly #library: Library;
  /** More captures were requested than can be selected. */
  clipped = $state(false);

  readonly count = $derived.by(() => this.#captures.size);
  readonly bytes = $derived.by(() => this.captures.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));

  constructor(library: Library) {
    this.#library = library;
  }

  /** Current versions of the captures, in the order of selection. */
  get captures(): Capture[] {
    return [...this.#captures.values()].map((capture) => this.#library.get(capture.id) ?? capture);
  }

  has(id: string): boolean {
    return this.#captures.has(id);
  }

  toggle(capture: Capture): void {
    if (!this.#captures.delete(capture.id)) this.#put([capture]);
    this.#anchorId = capture.id;
    this.#settle();
  }

  /** Selects from the start of the last step to an index, and deselects what the previous step had selected beyond it. */
  async extendRange(from: number, to: number): Promise<void> {
    const turn = (this.#turn += 1);
    const known = this.#anchorId === null ? -1 : this.#library.placeOf(this.#anchorId);
    const anchor = known < 0 ? from : known;
    this.#anchorId ??= this.#library.at(from)?.id ?? null;
    const [first, last] = anchor <= to ? [anchor, to] : [to, anchor];
    const captures = await this.#library.range({ first, end: Math.min(last + 1, first + BULK_MAX) });
    if (turn !== this.#turn) return;
    this.#captures.clear();
    this.#put([...this.#before, ...captures]);
  }

  /** Selects the captures of the library up to the maximum. */
  async all(): Promise<void> {
    const turn = (this.#turn += 1);
    const captures = await this.#library.range({ first: 0, end: Math.min(this.#library.placed, BULK_MAX) });
    if (turn !== this.#turn) return;
    this.#captures.clear();
    this.#put(captures);
    this.clipped = this.#library.placed > BULK_MAX;
    this.#settle();
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.#captures.delete(id);
    this.#settle();
  }

  clear(): void {
    this.#turn += 1;
    this.#captures.clear();
    this.#anchorId = null;
    this.clipped = false;
    this.#settle();
  }

  #put(captures: readonly Capture[]): void {
    for (const capture of captures) {
      if (this.#captures.size >= BULK_MAX && !this.#captures.has(capture.id)) {
        this.clipped = true;
        return;
      }
      this.#captures.set(capture.id, capture);
    }
  }

  #settle(): void {
    this.#before = [...this.#captures.values()];
    if (this.#captures.size < BULK_MAX) this.clipped = false;
  }
}
