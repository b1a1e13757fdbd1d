import type { DisplayWindow } from '@eyepiece/shared-types';

/** Every n-th sample is counted for `auto`: enough of them, and odd, so that all columns take part. */
const COUNTED_EVERY = 7;
const CLIPPED_SHARE = 0.001;

/** The 8-bit level for each value of `bits`. */
export function windowTable({ black, white, gamma }: DisplayWindow, bits: number): Uint8Array {
  const max = 2 ** bits - 1;
  const table = new Uint8Array(0x1_0000).fill(255);
  const [from, span] = [black * max, Math.max(1e-9, (white - black) * max)];
  for (let value = 0; value <= max; value += 1) {
    const share = Math.min(1, Math.max(0, (value - from) / span));
    table[value] = Math.round(255 * share ** (1 / gamma));
  }
  return table;
}

/** The window that clips few samples at each end. */
export function autoWindow(samples: Uint16Array, bits: number): DisplayWindow {
  const max = 2 ** bits - 1;
  const counts = new Uint32Array(max + 1);
  let counted = 0;
  for (let at = 0; at < samples.length; at += COUNTED_EVERY, counted += 1) {
    const value = Math.min(max, samples[at] ?? 0);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  const clipped = counted * CLIPPED_SHARE;
  const black = firstAbove(counts, clipped, 0, 1);
  const white = firstAbove(counts, clipped, max, -1);
  return { black: black / max, white: Math.max(white, black + 1) / max, gamma: 1 };
}

function firstAbove(counts: Uint32Array, clipped: number, start: number, step: 1 | -1): number {
  let sum = 0;
  for (let value = start; value >= 0 && value < counts.length; value += step) {
    sum += counts[value] ?? 0;
    if (sum > clipped) return value;
  }
  return start;
}
