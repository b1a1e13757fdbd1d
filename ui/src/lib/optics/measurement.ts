import type { Point } from '../picture/viewport-matrix.ts';
import { areaText, lengthText, pixelText } from './length-text.ts';
import type { PictureScale } from './picture-scale.ts';

export const MEASURE_KINDS = ['distance', 'angle', 'area'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** Something measured in a picture; points are in its pixels. An angle's second point is its corner. */
export interface Measurement {
  readonly id: number;
  readonly kind: MeasureKind;
  readonly points: readonly Point[];
}

type Shape = Pick<Measurement, 'kind' | 'points'>;

/** Points a kind needs; an area takes as many as it is given, but not fewer. */
export const LEAST_POINTS: Record<MeasureKind, number> = { distance: 2, angle: 3, area: 3 };

function distancePx(from: Point, to: Point, { umX, umY }: PictureScale): number {
  return Math.hypot((to.x - from.x) * umX, (to.y - from.y) * umY);
}

/** Between two directions, in the specimen: binned pixels need not be square. 0 to 180°. */
function angleDegrees([from, corner, to]: readonly Point[], { umX, umY }: PictureScale): number {
  if (!from || !corner || !to) return 0;
  const direction = (end: Point): number => Math.atan2((end.y - corner.y) * umY, (end.x - corner.x) * umX);
  const turn = Math.abs(direction(from) - direction(to)) * (180 / Math.PI);
  return turn > 180 ? 360 - turn : turn;
}

/** Of a simple polygon, px² (the shoelace formula). */
function polygonArea(points: readonly Point[]): number {
  const twice = points.reduce((sum, point, at) => {
    const next = points[(at + 1) % points.length] ?? point;
    return sum + point.x * next.y - next.x * point.y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** What a shape measures, in words; null while it has too few points. */
export function measureText({ kind, points }: Shape, scale: PictureScale | null): string | null {
  if (points.length < LEAST_POINTS[kind]) return null;
  const [first, second] = points;
  if (kind === 'angle') return `${angleDegrees(points, scale ?? { umX: 1, umY: 1 }).toFixed(1)}°`;
  if (kind === 'area') return areaText(polygonArea(points), scale);
  if (!first || !second) return null;
  return scale ? lengthText(distancePx(first, second, scale)) : pixelText(distancePx(first, second, { umX: 1, umY: 1 }));
}

/** Where its label stands: the middle of a distance, the corner of an angle, the middle of an area. */
export function labelPlace({ kind, points }: Shape): Point {
  const counted = kind === 'angle' && points[1] ? [points[1]] : points;
  const sum = counted.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }), { x: 0, y: 0 });
  return { x: sum.x / Math.max(1, counted.length), y: sum.y / Math.max(1, counted.length) };
}
