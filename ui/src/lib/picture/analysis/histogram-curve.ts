import type { ChannelHistogram } from '@eyepiece/shared-types';

export interface CurveBox {
  readonly width: number;
  readonly height: number;
}

const rise = (count: number, log: boolean): number => (log ? Math.log1p(count) : count);

/**
 * Height of the tallest curve. On a linear scale the first and last bin are ignored: clipped pixels pile up there and
 * would flatten the rest.
 */
export function histogramPeak(channels: readonly ChannelHistogram[], log: boolean): number {
  const tallest = (counts: readonly number[]): number => counts.reduce((most, count) => Math.max(most, count), 0);
  const inner = log ? 0 : Math.max(...channels.map(({ bins }) => tallest(bins.slice(1, -1))), 0);
  return rise(inner > 0 ? inner : Math.max(...channels.map(({ bins }) => tallest(bins)), 0), log);
}

/** Outline of a histogram as an SVG path, one point per bin. */
export function curvePath(bins: readonly number[], peak: number, log: boolean, { width, height }: CurveBox): string {
  const points = bins.map((count, bin) => {
    const x = ((bin + 0.5) / bins.length) * width;
    const share = peak > 0 ? Math.min(1, rise(count, log) / peak) : 0;
    return `${x.toFixed(1)} ${(height - share * height).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

/** The outline closed along the base line, for filling. */
export function areaPath(outline: string, { width, height }: CurveBox): string {
  return `${outline}L${width} ${height}L0 ${height}Z`;
}
