/** Maps samples of any bit depth to 8 bits for display. */
import type { CaptureStatistics } from '@eyepiece/shared-types';
import { inSlices, type Scan } from './samples.ts';

export interface Window {
  /** Sample value of the master; values at or below it are black. */
  readonly black: number;
  readonly white: number;
  readonly gamma: number;
}

/** Fraction of samples ignored at each end: they may be dust, hot pixels or reflections. */
const TAIL = 0.001;

/** The sample values with 0.1 % of the samples below and above them. */
export function tailsOf(counts: readonly Uint32Array[]): { low: number; high: number } {
  const values = counts[0]?.length ?? 0;
  const all = new Float64Array(values);
  for (const of of counts) for (let value = 0; value < values; value += 1) all[value] = (all[value] ?? 0) + (of[value] ?? 0);
  const enough = all.reduce((sum, count) => sum + count, 0) * TAIL;
  return { low: firstAbove(all, enough), high: values - 1 - firstAbove(all.toReversed(), enough) };
}

function firstAbove(counts: Float64Array, enough: number): number {
  let sum = 0;
  return Math.max(
    0,
    counts.findIndex((count) => (sum += count) > enough),
  );
}

/**
 * The default window: the whole value range, independent of the content. So a picture with more light always looks
 * brighter than one with less.
 */
export function wholeRange(max: number): Window {
  return { black: 0, white: max, gamma: 1 };
}

const CLASSES = 256;

/** Histogram with 256 equal bins from 0 to max. */
export function statisticsOf(counts: readonly Uint32Array[], max: number): CaptureStatistics {
  const histogram = counts.map((of) => {
    const classes = Array<number>(CLASSES).fill(0);
    for (const [value, count] of of.entries()) {
      const place = Math.min(CLASSES - 1, Math.floor((value * CLASSES) / (max + 1)));
      if (count > 0) classes[place] = (classes[place] ?? 0) + count;
    }
    return classes;
  });
  return { max, ...tailsOf(counts), histogram };
}

/** shown = ((sample − black) / (white − black))^(1/gamma), in 8 bits. */
export async function throughWindow(picture: Scan, { black, white, gamma }: Window, signal?: AbortSignal): Promise<Uint8Array> {
  const { width, height, channels } = picture;
  const span = Math.max(white - black, Number.EPSILON);
  const shades = Uint8Array.from({ length: picture.max > 255 ? 65_536 : 256 }, (_, sample) =>
    Math.round(255 * Math.min(1, Math.max(0, (sample - black) / span)) ** (1 / gamma)),
  );
  const shown = new Uint8Array(width * height * channels);
  let start = 0;
  for await (const strip of picture.strips(signal)) {
    const { data } = strip;
    const offset = start;
    await inSlices(strip, signal, (from, to) => {
      for (let at = from; at < to; at += 1) shown[offset + at] = shades[data[at] ?? 0] ?? 0;
    });
    start += data.length;
  }
  return shown;
}
