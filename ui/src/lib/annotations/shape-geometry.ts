import { FREEHAND_POINTS_MAX, type AnnotationShape, type Point } from '@eyepiece/shared-types';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Bounding box of two or more points. */
export function boxAround(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function corners({ x, y, width, height }: Box): Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

/** The handles that change a shape. */
export function handlesOf(shape: AnnotationShape): Point[] {
  switch (shape.kind) {
    case 'arrow':
    case 'measure':
      return [shape.from, shape.to];
    case 'rectangle':
    case 'ellipse':
      return corners(shape);
    case 'freehand':
    case 'text':
      return [];
  }
}

/** The shape with one handle moved. */
export function withHandle(shape: AnnotationShape, handle: number, to: Point): AnnotationShape {
  switch (shape.kind) {
    case 'arrow':
    case 'measure':
      return handle === 0 ? { ...shape, from: to } : { ...shape, to };
    case 'rectangle':
    case 'ellipse': {
      const opposite = corners(shape)[(handle + 2) % 4];
      return opposite ? { ...shape, ...boxAround([opposite, to]) } : shape;
    }
    case 'freehand':
    case 'text':
      return shape;
  }
}

/** The shape with every point mapped. A box stays a box: quarter turns and mirrors keep it axis-aligned. */
export function mapShape(shape: AnnotationShape, map: (point: Point) => Point): AnnotationShape {
  switch (shape.kind) {
    case 'arrow':
    case 'measure':
      return { ...shape, from: map(shape.from), to: map(shape.to) };
    case 'rectangle':
    case 'ellipse':
      return { ...shape, ...boxAround(corners(shape).map(map)) };
    case 'freehand':
      return { ...shape, points: shape.points.map(map) };
    case 'text':
      return { ...shape, at: map(shape.at) };
  }
}

export function movedBy(shape: AnnotationShape, by: Point): AnnotationShape {
  return mapShape(shape, ({ x, y }) => ({ x: x + by.x, y: y + by.y }));
}

export function boundsOf(shape: AnnotationShape): Box {
  switch (shape.kind) {
    case 'arrow':
    case 'measure':
      return boxAround([shape.from, shape.to]);
    case 'rectangle':
    case 'ellipse':
      return { x: shape.x, y: shape.y, width: shape.width, height: shape.height };
    case 'freehand':
      return boxAround(shape.points);
    case 'text':
      return { ...shape.at, width: 0, height: 0 };
  }
}

export function withText(shape: AnnotationShape, text: string): AnnotationShape {
  if (shape.kind === 'text') return { ...shape, text };
  const { text: _, ...bare } = shape;
  return text === '' ? bare : { ...bare, text };
}

/** Position of a shape's text: the middle of a line, below a box, at the start of a stroke. */
export function wordsPlace(shape: AnnotationShape): Point {
  switch (shape.kind) {
    case 'text':
      return shape.at;
    case 'arrow':
      return shape.from;
    case 'measure':
      return { x: (shape.from.x + shape.to.x) / 2, y: (shape.from.y + shape.to.y) / 2 };
    case 'rectangle':
    case 'ellipse':
      return { x: shape.x + shape.width / 2, y: shape.y + shape.height };
    case 'freehand':
      return shape.points[0] ?? { x: 0, y: 0 };
  }
}

function distanceToSegment(point: Point, from: Point, to: Point): number {
  const along = { x: to.x - from.x, y: to.y - from.y };
  const squared = along.x ** 2 + along.y ** 2;
  const share = squared === 0 ? 0 : ((point.x - from.x) * along.x + (point.y - from.y) * along.y) / squared;
  const at = Math.min(1, Math.max(0, share));
  return Math.hypot(point.x - from.x - at * along.x, point.y - from.y - at * along.y);
}

/**
 * A stroke with fewer points, each within `tolerance` of the original (Douglas and Peucker, 1973).
 * Very long strokes are first thinned to the number of points that the hub accepts.
 */
export function simplified(points: readonly Point[], tolerance: number): Point[] {
  const every = Math.ceil(points.length / (FREEHAND_POINTS_MAX - 1));
  return keepFarthest(every > 1 ? points.filter((_, at) => at % every === 0 || at === points.length - 1) : points, tolerance);
}

function keepFarthest(points: readonly Point[], tolerance: number): Point[] {
  const kept = new Set([0, points.length - 1]);
  // An explicit stack instead of recursion: a jagged stroke may split as often as it has points.
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const { at, distance } = farthestFromChord(points, from, to);
    if (distance <= tolerance) continue;
    kept.add(at);
    spans.push([from, at], [at, to]);
  }
  return points.filter((_, at) => kept.has(at));
}

function farthestFromChord(points: readonly Point[], from: number, to: number): { at: number; distance: number } {
  const [first, last] = [points[from], points[to]];
  let farthest = { at: from, distance: 0 };
  if (!first || !last) return farthest;
  for (let at = from + 1; at < to; at += 1) {
    const point = points[at];
    const distance = point ? distanceToSegment(point, first, last) : 0;
    if (distance > farthest.distance) farthest = { at, distance };
  }
  return farthest;
}
