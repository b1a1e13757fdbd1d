import { seqDistance } from '@eyepiece/shared-types/wire/frame';

/** Stream statistics for the page, at most four times per second. */
export interface StreamStatistics {
  readonly seq: number | null;
  readonly fps: number;
  /** Capture to drawn, mean since the last report; null while the clock offset is unknown. */
  readonly ageMs: number | null;
  /** Received to drawn, mean of the last second; null before the first. */
  readonly drawingMs: number | null;
  /** Frames of the camera that were not drawn here since `watch`. */
  readonly dropped: number;
  /** Time since the last picture, ms; null before the first. */
  readonly sinceFrameMs: number | null;
  /** Typical interval between received pictures, ms. */
  readonly intervalMs: number | null;
  readonly exposureMs: number;
  readonly gainDb: number;
  /** Of the frames that arrived. */
  readonly bitsPerSecond: number;
}

export interface SeenFrame {
  readonly seq: number;
  readonly exposureMs: number;
  readonly gainDb: number;
}

const WINDOW_MS = { fps: 2000, drawing: 1000 };
const RATE_WINDOW_MS = 3000;
/** A larger jump in sequence numbers is a new stream, not a loss. */
const MAX_GAP = 100_000;

export class Statistics {
  #last: SeenFrame | null = null;
  #times: number[] = [];
  #dropped = 0;
  #ageSumMs = 0;
  #ageCount = 0;
  #lastAgeMs: number | null = null;
  #arrivals: { readonly atMs: number; readonly bytes: number }[] = [];
  #drawings: { readonly atMs: number; readonly tookMs: number }[] = [];

  arrived(nowMs: number, bytes: number): void {
    this.#arrivals = [...this.#arrivals.filter(({ atMs }) => nowMs - atMs < RATE_WINDOW_MS), { atMs: nowMs, bytes }];
  }

  /** @param drawingMs received to drawn; null for a skipped frame */
  drawn(nowMs: number, frame: SeenFrame, ageMs: number | null, drawingMs: number | null): void {
    const ahead = this.#last ? seqDistance(frame.seq, this.#last.seq) : 1;
    if (ahead > 1 && ahead < MAX_GAP) this.#dropped += ahead - 1;
    this.#last = frame;
    this.#times = [...this.#times.filter((time) => nowMs - time < WINDOW_MS.fps), nowMs];
    if (drawingMs !== null) {
      const recent = this.#drawings.filter(({ atMs }) => nowMs - atMs < WINDOW_MS.drawing);
      this.#drawings = [...recent, { atMs: nowMs, tookMs: drawingMs }];
    }
    if (ageMs === null) return;
    this.#ageSumMs += ageMs;
    this.#ageCount += 1;
  }

  reset(): void {
    this.#last = null;
    this.#times = [];
    this.#dropped = 0;
    this.#ageSumMs = 0;
    this.#ageCount = 0;
    this.#lastAgeMs = null;
    this.#arrivals = [];
    this.#drawings = [];
  }

  /** The current statistics; restarts the averaging of the age. */
  report(nowMs: number): StreamStatistics {
    if (this.#ageCount > 0) this.#lastAgeMs = this.#ageSumMs / this.#ageCount;
    this.#ageSumMs = 0;
    this.#ageCount = 0;
    const newestMs = this.#times.at(-1);
    return {
      seq: this.#last?.seq ?? null,
      fps: this.#fps(nowMs),
      ageMs: this.#lastAgeMs,
      drawingMs: this.#drawingMs(),
      dropped: this.#dropped,
      sinceFrameMs: newestMs === undefined ? null : nowMs - newestMs,
      intervalMs: this.#intervalMs(),
      exposureMs: this.#last?.exposureMs ?? 0,
      gainDb: this.#last?.gainDb ?? 0,
      bitsPerSecond: this.#bitsPerSecond(nowMs),
    };
  }

  /** The first frame only starts the time: when its bytes were sent is unknown. */
  #bitsPerSecond(nowMs: number): number {
    const [first, ...rest] = this.#arrivals.filter(({ atMs }) => nowMs - atMs < RATE_WINDOW_MS);
    const last = rest.at(-1);
    if (!first || !last || last.atMs <= first.atMs) return 0;
    return (rest.reduce((sum, { bytes }) => sum + bytes, 0) * 8000) / (last.atMs - first.atMs);
  }

  #drawingMs(): number | null {
    const count = this.#drawings.length;
    return count === 0 ? null : this.#drawings.reduce((sum, { tookMs }) => sum + tookMs, 0) / count;
  }

  #intervalMs(): number | null {
    const [first] = this.#times;
    const last = this.#times.at(-1);
    return first === undefined || last === undefined || this.#times.length < 2 ? null : (last - first) / (this.#times.length - 1);
  }

  #fps(nowMs: number): number {
    const intervalMs = this.#intervalMs();
    const newestMs = this.#times.at(-1) ?? 0;
    return intervalMs === null || nowMs - newestMs > WINDOW_MS.fps ? 0 : 1000 / Math.max(intervalMs, 0.001);
  }
}
