import type { Analysis, ChannelHistogram } from '@eyepiece/shared-types';
import { fixed } from '../../text/decimal.ts';

/** Fraction of saturated pixels that causes a warning. */
const SATURATED_WARN = 0.005;

export interface HistogramFigures {
  readonly min: string;
  readonly max: string;
  readonly mean: string;
  readonly deviation: string;
  /** Of the most saturated channel: one saturated colour already shifts the hue. */
  readonly saturated: string;
  /** Warning text; null when saturation is low. */
  readonly warning: string | null;
}

export function percentText(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.01) return '< 0.01 %';
  return `${fixed(percent, percent < 10 ? 2 : percent < 99.95 ? 1 : 0)} %`;
}

/** Statistics of a picture's brightness; null without histogram. */
export function histogramFigures(analysis: Analysis | null): HistogramFigures | null {
  const channels = analysis?.histogram ?? [];
  const whole = channels.find(({ name }) => name === 'L') ?? channels[0];
  if (!whole) return null;
  const worst = channels.reduce((most, channel) => (channel.saturated > most.saturated ? channel : most), whole);
  return {
    min: String(whole.min),
    max: String(whole.max),
    mean: fixed(whole.mean, 1),
    deviation: fixed(whole.deviation, 1),
    saturated: percentText(worst.saturated),
    warning: warningOf(worst),
  };
}

const COLOUR = { L: '', R: 'Red is saturated', G: 'Green is saturated', B: 'Blue is saturated' } as const;

function warningOf({ name, saturated }: ChannelHistogram): string | null {
  if (saturated <= SATURATED_WARN) return null;
  return `${COLOUR[name] || 'Saturated'} in ${percentText(saturated)} of the pixels: shorten the exposure or lower the gain.`;
}
