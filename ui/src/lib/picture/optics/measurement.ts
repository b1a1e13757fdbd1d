import type { Point } from '../viewport-matrix.ts';
import { areaText, lengthText, pixelText } from './length-text.ts';
import type { PictureScale } from './picture-scale.ts';
import { fixed } from '../../text/decimal.ts';

export const MEASURE_KINDS = ['distance', 'angle', 'area'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** A measurement in picture pixels. The second point of an angle is its vertex. */
export interface Measurement {
  readonly id: number;
  readonly kind: MeasureKind;
  readonly points: readonly Point[];
}

type Shape = Pick<Measurement, 'kind' | 'points'>;

/** Required number of points; for an area the minimum. */
export const LEAST_POINTS: Record<MeasureKind, number> = { distance: 2, angle: 3, area: 3 };

function distancePx(from: Point, to: Point, { umX, umY }: PictureScale): number {
  return Math.hypot((to.x - from.x) * umX, (to.y - from.y) * umY);
}

/** Angle between two directions in the specimen, 0 to 180°. Binned pixels need not be square. */
function angleDegrees([from, corner, to]: readonly Point[], { umX, umY }: PictureScale): number {
  if (!from || !corner || !to) return 0;
  const direction = (end: Point): number => Math.atan2((end.y - corner.y) * umY, (end.x - corner.x) * umX);
  const turn = Math.abs(direction(from) - direction(to)) * (180 / Math.PI);
  return turn > 180 ? 360 - turn : turn;
}

/** Area of a simple polygon, px² (shoelace formula). */
function polygonArea(points: readonly Point[]): number {
  const twice = points.reduce((sum, point, at) => {
    const next = points[(at + 1) % points.length] ?? point;
    return sum + point.x * next.y - next.x * point.y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** The measured value; null while there are too few points. */
export function measureText({ kind, points }: Shape, scale: PictureScale | null): string | null {
  if (points.length < LEAST_POINTS[kind]) return null;
  const [first, second] = points;
  if (kind === 'angle') return `${fixed(angleDegrees(points, scale ?? { umX: 1, umY: 1 }), 1)}°`;
  if (kind === 'area') return areaText(polygonArea(points), scale);
  if (!first || !second) return null;
  return scale ? lengthText(distancePx(first, second, scale)) : pixelText(distancePx(first, second, { umX: 1, umY: 1 }));
}

/** Position of the label: the middle of a distance, the vertex of an angle, the middle of an area. */
export function labelPlace({ kind, points }: Shape): Point {
  const counted = kind === 'angle' && points[1] ? [points[1]] : points;
  const sum = counted.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }), { x: 0, y: 0 });
  return { x: sum.x / Math.max(1, counted.length), y: sum.y / Math.max(1, counted.length) };
}
