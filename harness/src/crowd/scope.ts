/** Which frames belong to a measurement, how many the server published, and which are repeated or late. */
import type { Frame, Sequence } from '../protocols/protocol.ts';
import { PublishedCount } from './tally.ts';

/** Flags of one arrival. */
export const SEEN = { inside: 1, repeated: 2, late: 4 } as const;

export interface Scope {
  /** Called for every arrival, also between measurements. @returns flags of SEEN */
  see(viewer: number, frame: Frame): number;
  begin(): void;
  /** Frames that were published until now may arrive later. */
  close(): void;
  /** The connection of a viewer has ended. */
  lost(viewer: number): void;
  /** Published for a viewer during the measurement; NaN if the server tells neither numbers nor times. */
  publishedFor(viewer: number): number;
}

/** Frames that were captured during the measurement, on a clock whose offset was measured. */
export class CaptureScope implements Scope {
  readonly #clockUs: () => number;
  readonly #viewers: number;
  #newestUs: Float64Array;
  #fromUs = Number.POSITIVE_INFINITY;
  #toUs = Number.POSITIVE_INFINITY;
  #published = new PublishedCount();

  constructor(viewers: number, clockUs: () => number) {
    this.#clockUs = clockUs;
    this.#viewers = viewers;
    this.#newestUs = new Float64Array(viewers);
  }

  publishedFor(): number {
    return this.#published.count;
  }

  lost(): void {
    // Times go on.
  }

  begin(): void {
    this.#newestUs = new Float64Array(this.#viewers);
    this.#published = new PublishedCount();
    this.#fromUs = this.#clockUs();
    this.#toUs = Number.POSITIVE_INFINITY;
  }

  close(): void {
    this.#toUs = this.#clockUs();
  }

  see(viewer: number, frame: Frame): number {
    const { capturedAtUs } = frame;
    if (capturedAtUs === null || capturedAtUs < this.#fromUs || capturedAtUs >= this.#toUs) return 0;
    this.#published.add(frame);
    const newestUs = this.#newestUs[viewer] ?? 0;
    if (capturedAtUs === newestUs) return SEEN.inside | SEEN.repeated;
    if (capturedAtUs < newestUs) return SEEN.inside | SEEN.late;
    this.#newestUs[viewer] = capturedAtUs;
    return SEEN.inside;
  }
}

/** A number this far behind the newest of its viewer means that the server counts from the start again. */
const BEHIND_MAX = 256;

/** A server that counts from the start again more often has no usable numbers. */
const RUNS_MAX = 10_000;

/** The numbers of one run of a server, without wrap-around. */
interface Run {
  newest: number;
  /** Newest number before the measurement. */
  from: number;
  /** Newest number when the measurement ended. */
  to: number;
}

/** What a viewer has received of a sequence. */
class ViewerOrder {
  run = -1;
  newest = 0;
  /** Whether the next frame begins a run. */
  ended = false;
  readonly #received = new Float64Array(BEHIND_MAX).fill(Number.NaN);

  restart(run: number): void {
    this.run = run;
    this.ended = false;
    this.newest = Number.NEGATIVE_INFINITY;
    this.#received.fill(Number.NaN);
  }

  /** @returns flags of SEEN */
  add(at: number): number {
    const slot = ((at % BEHIND_MAX) + BEHIND_MAX) % BEHIND_MAX;
    if (this.#received[slot] === at) return SEEN.repeated;
    this.#received[slot] = at;
    if (at < this.newest) return SEEN.late;
    this.newest = at;
    return 0;
  }
}

/**
 * Frames by their sequence numbers, for servers whose clock is not known: those after the newest at the beginning, up
 * to the newest at the end. Frames without a number belong to the measurement if they arrive during it.
 */
export class SequenceScope implements Scope {
  readonly #modulus: number | null;
  readonly #perConnection: boolean;
  readonly #viewers: readonly ViewerOrder[];
  /** One list of runs, or one for each viewer. */
  readonly #runs: readonly Run[][];
  #open = false;
  #unnumbered = false;

  constructor(viewers: number, { modulus, numbering }: Sequence) {
    this.#modulus = modulus;
    this.#perConnection = numbering === 'connection';
    this.#viewers = Array.from({ length: viewers }, () => new ViewerOrder());
    this.#runs = Array.from({ length: this.#perConnection ? viewers : 1 }, () => []);
  }

  publishedFor(viewer: number): number {
    if (this.#unnumbered) return Number.NaN;
    return this.#runsOf(viewer).reduce((sum, { from, newest, to }) => sum + Math.max(0, Math.min(newest, to) - from), 0);
  }

  begin(): void {
    for (const run of this.#runs.flat()) [run.from, run.to] = [run.newest, Number.POSITIVE_INFINITY];
    this.#open = true;
    this.#unnumbered = false;
  }

  close(): void {
    for (const run of this.#runs.flat()) run.to = run.newest;
    this.#open = false;
  }

  lost(viewer: number): void {
    const order = this.#viewers[viewer];
    if (this.#perConnection && order && order.run >= 0) order.ended = true;
  }

  see(viewer: number, { seq }: Frame): number {
    if (seq === null || this.#runsOf(viewer).length >= RUNS_MAX) {
      this.#unnumbered ||= this.#open;
      return this.#open ? SEEN.inside : 0;
    }
    const order = this.#viewers[viewer];
    if (!order) return 0;
    const runs = this.#runsOf(viewer);
    const at = this.#place(runs, order, seq);
    const run = runs[order.run];
    if (!run) return 0;
    const flags = order.add(at);
    if (at > run.newest) run.newest = at;
    return at > run.from && at <= run.to ? flags | SEEN.inside : flags;
  }

  #runsOf(viewer: number): Run[] {
    return this.#runs[this.#perConnection ? viewer : 0] ?? [];
  }

  /** The number without wrap-around, in the run of the viewer. */
  #place(runs: Run[], order: ViewerOrder, seq: number): number {
    if (order.run < 0) {
      // The first frame of a viewer belongs to the newest run.
      order.restart(Math.max(0, runs.length - 1));
      return this.#within(runs, order.run, seq);
    }
    const at = this.#unwrapped(seq, order.newest);
    if (at >= order.newest - BEHIND_MAX && !order.ended) return at;
    order.restart(order.run + 1);
    return this.#within(runs, order.run, seq);
  }

  #within(runs: Run[], index: number, seq: number): number {
    const run = runs[index];
    if (run) return this.#unwrapped(seq, run.newest);
    // A run that begins between measurements is not part of the one that has ended.
    runs[index] = { newest: seq, from: this.#open ? seq - 1 : seq, to: this.#open ? Number.POSITIVE_INFINITY : seq };
    return seq;
  }

  #unwrapped(seq: number, near: number): number {
    if (this.#modulus === null || near === Number.NEGATIVE_INFINITY) return seq;
    const half = this.#modulus / 2;
    const ahead = (((seq - near) % this.#modulus) + this.#modulus) % this.#modulus;
    return near + (ahead >= half ? ahead - this.#modulus : ahead);
  }
}
