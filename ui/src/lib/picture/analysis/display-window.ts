import type { ChannelHistogram, DisplayWindow } from '@eyepiece/shared-types';

export const FULL_WINDOW: DisplayWindow = { black: 0, white: 1, gamma: 1 };
/** Minimum distance of black and white, fraction of the full range, so that their handles do not overlap. */
const LEAST_SPAN = 0.01;
const GAMMA_MIN = 0.1;
const GAMMA_MAX = 10;
/** Fraction of the pixels that auto contrast clips at each end. */
const CLIPPED_SHARE = 0.001;

function within(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

export function isFullWindow({ black, white, gamma }: DisplayWindow): boolean {
  return black <= 0 && white >= 1 && Math.abs(gamma - 1) < 0.005;
}

export function withBlack(window: DisplayWindow, black: number): DisplayWindow {
  return { ...window, black: rounded(within(black, 0, window.white - LEAST_SPAN)) };
}

export function withWhite(window: DisplayWindow, white: number): DisplayWindow {
  return { ...window, white: rounded(within(white, window.black + LEAST_SPAN, 1)) };
}

/** Level shown as middle grey, fraction of the full range: shown = ((level − black) / (white − black))^(1/gamma). */
export function middleOf({ black, white, gamma }: DisplayWindow): number {
  return black + (white - black) * 0.5 ** gamma;
}

export function withMiddle(window: DisplayWindow, middle: number): DisplayWindow {
  const share = within((middle - window.black) / (window.white - window.black), 1e-6, 1 - 1e-6);
  return { ...window, gamma: Math.round(within(Math.log(share) / Math.log(0.5), GAMMA_MIN, GAMMA_MAX) * 100) / 100 };
}

/** The window that stretches all but the outermost 0.1 % of the pixels at each end to the full range. Gamma stays 1. */
export function autoWindow(histogram: readonly ChannelHistogram[]): DisplayWindow {
  const channels = histogram.length > 1 ? histogram.filter(({ name }) => name !== 'L') : histogram;
  const ends = channels.map(({ bins }) => endsOf(bins));
  const black = Math.min(...ends.map((end) => end.black));
  const white = Math.max(...ends.map((end) => end.white));
  return white - black < LEAST_SPAN ? FULL_WINDOW : { black: rounded(black), white: rounded(white), gamma: 1 };
}

function endsOf(bins: readonly number[]): { black: number; white: number } {
  const clipped = bins.reduce((sum, count) => sum + count, 0) * CLIPPED_SHARE;
  const first = (counts: readonly number[]): number => {
    let sum = 0;
    return counts.findIndex((count) => (sum += count) > clipped);
  };
  return { black: Math.max(0, first(bins)) / bins.length, white: 1 - Math.max(0, first(bins.toReversed())) / bins.length };
}
