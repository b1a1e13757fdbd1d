/** Lines of a small chart over a fixed span of time. */

export interface ChartBox {
  readonly width: number;
  readonly height: number;
}

export interface ChartPoint {
  readonly atMs: number;
  readonly value: number;
}

/** Longer gaps are not connected: the hub was away. */
const GAP_MS = 10_000;

/** The path of a line. The newest point of all is at the right edge. */
export function chartLine(
  points: readonly ChartPoint[],
  { untilMs, spanMs, max }: { untilMs: number; spanMs: number; max: number },
  box: ChartBox,
): string {
  let path = '';
  let previous: ChartPoint | undefined;
  for (const point of points) {
    if (point.atMs < untilMs - spanMs) continue;
    const x = box.width * (1 - (untilMs - point.atMs) / spanMs);
    const y = box.height * (1 - Math.min(1, point.value / max));
    path += `${previous && point.atMs - previous.atMs <= GAP_MS ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    previous = point;
  }
  return path;
}

/** The smallest of 1, 2, 5, 10, … that is not below any value nor `least`. */
export function chartMax(values: readonly number[], least: number): number {
  const most = Math.max(least, ...values);
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? most;
}
