import type { AnnotationShape, Point } from '@eyepiece/shared-types';
import { boxAround, simplified } from './shape-geometry.ts';

/** A shorter drag draws nothing, CSS px. */
const DRAWN_FROM_PX = 6;
const FREEHAND_STEP_PX = 2;
/** Tolerance when a stroke is simplified, CSS px. */
const FREEHAND_TOLERANCE_PX = 0.5;

export type AnnotationKind = AnnotationShape['kind'];

/** A shape being drawn, from the press to the current position. Text is placed instead of drawn. */
export interface ShapeDraft {
  readonly kind: Exclude<AnnotationKind, 'text'>;
  readonly points: readonly Point[];
}

/** @param scale CSS px per unit of the points */
export function extended(draft: ShapeDraft, to: Point, scale: number): ShapeDraft {
  const [first] = draft.points;
  if (!first) return { ...draft, points: [to] };
  if (draft.kind !== 'freehand') return { ...draft, points: [first, to] };
  const last = draft.points.at(-1) ?? first;
  const far = Math.hypot(to.x - last.x, to.y - last.y) * scale >= FREEHAND_STEP_PX;
  return far ? { ...draft, points: [...draft.points, to] } : draft;
}

/** The current shape; null while it is too small. */
export function shapeOf({ kind, points }: ShapeDraft, scale: number): AnnotationShape | null {
  const [from, to] = [points[0], points.at(-1)];
  if (!from || !to) return null;
  const box = boxAround(points);
  if (Math.hypot(box.width, box.height) * scale < DRAWN_FROM_PX) return null;
  if (kind === 'arrow' || kind === 'measure') return { kind, from, to };
  if (kind === 'freehand') return { kind, points: simplified(points, FREEHAND_TOLERANCE_PX / scale) };
  return { kind, ...box };
}
