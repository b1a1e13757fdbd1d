/** Display windows of captures as fractions of the range, so that pictures of different bit depth can share one. */
import type { CaptureStatistics, ChannelHistogram, DisplayWindow } from '@eyepiece/shared-types';
import { FULL_WINDOW, isFullWindow } from '../../picture/analysis/display-window.ts';
import type { SampleWindow } from '../../hub/clients/library-client.ts';

const LEAST_SPAN = 1 / 256;

/** Black and white points that clip 0.1 % of the samples at each end. */
export function autoShares(statistics: readonly CaptureStatistics[]): DisplayWindow {
  if (statistics.length === 0) return FULL_WINDOW;
  const black = Math.min(...statistics.map(({ low, max }) => low / max));
  const white = Math.max(...statistics.map(({ high, max }) => high / max));
  return { black, white: Math.max(white, black + LEAST_SPAN), gamma: 1 };
}

/** In sample values of a picture whose maximum is `max`; undefined for the full range. */
export function samplesOf(window: DisplayWindow, max: number): SampleWindow | undefined {
  if (isFullWindow(window)) return undefined;
  const black = Math.round(window.black * max);
  return { black, white: Math.max(black + 1, Math.round(window.white * max)), gamma: window.gamma };
}

const NAMES = ['R', 'G', 'B'] as const;

/** For the histogram plot; statistics derived from it are as exact as its bins. */
export function channelsOf({ histogram, max }: CaptureStatistics): ChannelHistogram[] {
  return histogram.map((bins, at) => {
    const pixels = Math.max(
      1,
      bins.reduce((sum, count) => sum + count, 0),
    );
    const middle = (bin: number): number => Math.min(max, ((bin + 0.5) / bins.length) * (max + 1) - 0.5);
    const mean = bins.reduce((sum, count, bin) => sum + count * middle(bin), 0) / pixels;
    const variance = bins.reduce((sum, count, bin) => sum + count * (middle(bin) - mean) ** 2, 0) / pixels;
    const first = bins.findIndex((count) => count > 0);
    const last = bins.findLastIndex((count) => count > 0);
    return {
      name: histogram.length === 1 ? 'L' : (NAMES[at] ?? 'L'),
      bins,
      min: Math.max(0, Math.floor((Math.max(0, first) / bins.length) * (max + 1))),
      max: Math.min(max, Math.ceil(((last + 1) / bins.length) * (max + 1)) - 1),
      mean,
      deviation: Math.sqrt(variance),
      saturated: (bins.at(-1) ?? 0) / pixels,
      black: (bins[0] ?? 0) / pixels,
    };
  });
}

/** Mean of all channels, in sample values. */
export function meanOf(statistics: CaptureStatistics): number {
  const channels = channelsOf(statistics);
  return channels.reduce((sum, { mean }) => sum + mean, 0) / Math.max(1, channels.length);
}
