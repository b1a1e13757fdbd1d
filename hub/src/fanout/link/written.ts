/** Frames that were written to a link, in order. Pure. */
import { bytesPerMs, type RateSample } from './rate-samples.ts';

export interface Written {
  readonly order: number;
  readonly bytes: number;
  readonly sentAtMs: number;
}

/** With a ping after it. */
export interface Pinged extends Written {
  /** Whether all earlier frames had arrived when it was sent. */
  readonly wasIdle: boolean;
  /** Answer of the ping before it. */
  startedAtMs?: number;
}

/** Timers and event loops are not more exact, ms. */
export const SHORTEST_MS = 0.25;

/**
 * What the link took for the last of these frames, known only by their arrival. Earlier ones may have been in the queue
 * before it, or the link may have been idle between them: the rate is at least the highest of both assumptions.
 * @param clearedAtMs when the frames before them had arrived
 */
export function quickestSample(
  frames: readonly Written[],
  { baseMs, clearedAtMs, nowMs }: { readonly baseMs: number; readonly clearedAtMs: number; readonly nowMs: number },
): RateSample | undefined {
  let best: RateSample | undefined;
  let bytes = 0;
  for (const frame of frames.toReversed()) {
    bytes += frame.bytes;
    const sample = { bytes, tookMs: Math.max(SHORTEST_MS, nowMs - Math.max(frame.sentAtMs + baseMs, clearedAtMs)) };
    if (!best || bytesPerMs(sample) > bytesPerMs(best)) best = sample;
  }
  return best;
}
