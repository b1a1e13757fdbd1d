/** What a program that watches a camera reports, as one line of JSON. Both programs print the same fields. */
import { seqDistance } from '@eyepiece/shared-types';
import { z } from 'zod';
import { percentile } from '../../../figures/statistics.ts';

export const watchedSchema = z.object({
  /** Measured time, s. */
  seconds: z.number().positive(),
  /** User and system time of the process in it, s. */
  processorSeconds: z.number().min(0),
  /** When a frame reached the loop, ms from the begin of the measurement, its age, ms, and its number. In the order of arrival. */
  frames: z.array(z.tuple([z.number(), z.number(), z.int()])).min(2),
});

export type Watched = z.output<typeof watchedSchema>;

export interface WatchedFigures {
  readonly framesPerSecond: number;
  /** Of the frames that the camera delivered in the same time. */
  readonly share: number;
  /** Processor time per second, as cores. */
  readonly cores: number;
  /** Age of the newest picture at all times: it grows until the next frame arrives. */
  readonly p95AgeMs: number;
  readonly oldestMs: number;
}

const SAMPLE_MS = 50;

export function watchedFigures({ seconds, processorSeconds, frames }: Watched): WatchedFigures {
  const oldest = frames.flatMap(([atMs, ageMs], index) => {
    const next = frames[index + 1];
    return next ? [ageMs + next[0] - atMs] : [];
  });
  return {
    framesPerSecond: frames.length / seconds,
    share: frames.length / (seqDistance(frames.at(-1)?.[2] ?? 0, frames[0]?.[2] ?? 0) + 1),
    cores: processorSeconds / seconds,
    p95AgeMs: percentile(agesOverTime(frames), 0.95),
    oldestMs: Math.max(...oldest),
  };
}

function agesOverTime(frames: Watched['frames']): number[] {
  const ages: number[] = [];
  const [first, last] = [frames[0]?.[0] ?? 0, frames.at(-1)?.[0] ?? 0];
  let shown = 0;
  for (let atMs = first; atMs < last; atMs += SAMPLE_MS) {
    while ((frames[shown + 1]?.[0] ?? Infinity) <= atMs) shown += 1;
    const [arrivedMs = atMs, ageMs = 0] = frames[shown] ?? [];
    ages.push(ageMs + atMs - arrivedMs);
  }
  return ages;
}
