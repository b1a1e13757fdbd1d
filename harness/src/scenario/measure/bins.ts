/** A time series of a crowd or of one viewer. Counts are those of all viewers, rates are those of one. */
import { Distribution } from '../../figures/statistics.ts';
import type { Bin, Percentiles } from '../result.ts';
import type { FrameSeen, MessageSeen, Observer } from './events.ts';
import type { Viewer } from './viewer.ts';

const COUNTS = { frames: 0, missing: 0, repeated: 0, late: 0, bytes: 0, reconnects: 0, losses: 0, messages: 0 };

export class BinSeries implements Observer {
  readonly bins: Bin[] = [];
  readonly #binMs: number;
  readonly #endMs: number;
  readonly #connected: () => number;
  readonly #ages = new Distribution();
  #counts = { ...COUNTS };
  #present = 0;
  /** Sum of the times that viewers were there in the open bin, up to `#sinceMs`. */
  #presentMs = 0;
  #sinceMs = 0;

  constructor(binMs: number, endMs: number, connected: () => number) {
    this.#binMs = binMs;
    this.#endMs = endMs;
    this.#connected = connected;
  }

  /** Closes the bins before this time. The last one stays open for frames that arrive after the end. */
  advance(atMs: number): void {
    for (let nextMs = this.#nextMs; atMs >= nextMs && nextMs < this.#endMs; nextMs = this.#nextMs) this.#push(this.#binMs);
  }

  get #nextMs(): number {
    return (this.bins.length + 1) * this.#binMs;
  }

  end(atMs: number): void {
    this.advance(atMs);
    const restMs = atMs - this.bins.length * this.#binMs;
    if (restMs > 0 || this.#counts.frames > 0) this.#push(Math.max(1, restMs));
  }

  joined(_viewer: Viewer, atMs: number): void {
    this.#changePresent(atMs, 1);
  }

  left(_viewer: Viewer, atMs: number): void {
    this.#changePresent(atMs, -1);
  }

  frame({ atMs, bytes, ageMs, skipped, repeated, late }: FrameSeen): void {
    this.advance(atMs);
    this.#counts.frames += 1;
    this.#counts.bytes += bytes;
    this.#counts.missing += skipped;
    if (repeated) this.#counts.repeated += 1;
    if (late) this.#counts.late += 1;
    if (ageMs !== null) this.#ages.add(ageMs);
  }

  message({ atMs }: MessageSeen): void {
    this.advance(atMs);
    this.#counts.messages += 1;
  }

  opened(_viewer: Viewer, atMs: number, isAgain: boolean): void {
    this.advance(atMs);
    if (isAgain) this.#counts.reconnects += 1;
  }

  lost(_viewer: Viewer, atMs: number): void {
    this.advance(atMs);
    this.#counts.losses += 1;
  }

  #changePresent(atMs: number, by: number): void {
    this.advance(atMs);
    this.#presentUntil(atMs);
    this.#present += by;
  }

  #presentUntil(atMs: number): void {
    this.#presentMs += this.#present * Math.max(0, atMs - this.#sinceMs);
    this.#sinceMs = Math.max(this.#sinceMs, atMs);
  }

  #push(widthMs: number): void {
    const atMs = this.bins.length * this.#binMs;
    this.#presentUntil(atMs + widthMs);
    // The few frames of a presence that is shorter than the bin are no rate.
    const presentMs = Math.max(widthMs, this.#presentMs);
    this.#presentMs = 0;
    this.bins.push({
      atMs,
      connected: this.#connected(),
      framesPerSecond: rounded((this.#counts.frames / presentMs) * 1000) ?? 0,
      ageMs: roundedPercentiles(this.#ages),
      ...this.#counts,
    });
    this.#counts = { ...COUNTS };
    this.#ages.clear();
  }
}

export function roundedPercentiles({ percentiles: { p50, p95, p99, max } }: Distribution): Percentiles {
  return { p50: rounded(p50), p95: rounded(p95), p99: rounded(p99), max: rounded(max) };
}

/** Three decimals; null for what is unknown. */
export function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1000) / 1000;
}
