import type { AnnotationShape, Point } from '@eyepiece/shared-types';

/** Length of an arrow head and of half an end bar, CSS px. */
const HEAD_PX = 13;
const HEAD_SPREAD_RAD = 0.45;
const TICK_PX = 7;

const at = ({ x, y }: Point): string => `${x} ${y}`;
const line = (points: readonly Point[]): string => (points.length > 0 ? `M${points.map(at).join('L')}` : '');

function arrowHead(from: Point, to: Point, length: number): string {
  const direction = Math.atan2(to.y - from.y, to.x - from.x);
  const wing = (spread: number): Point => ({
    x: to.x - length * Math.cos(direction + spread),
    y: to.y - length * Math.sin(direction + spread),
  });
  return line([wing(HEAD_SPREAD_RAD), to, wing(-HEAD_SPREAD_RAD)]);
}

function bars(from: Point, to: Point, half: number): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return '';
  const across = { x: (-(to.y - from.y) / length) * half, y: ((to.x - from.x) / length) * half };
  return [from, to].map(({ x, y }) => `M${x - across.x} ${y - across.y}L${x + across.x} ${y + across.y}`).join('');
}

/**
 * The lines of a shape as the `d` of an SVG path; empty for text.
 * @param scale CSS px per unit of the shape: heads and bars have a constant size on the screen
 */
export function shapePath(shape: AnnotationShape, scale: number): string {
  switch (shape.kind) {
    case 'arrow':
      return line([shape.from, shape.to]) + arrowHead(shape.from, shape.to, HEAD_PX / scale);
    case 'measure':
      return line([shape.from, shape.to]) + bars(shape.from, shape.to, TICK_PX / scale);
    case 'rectangle':
      return `M${shape.x} ${shape.y}h${shape.width}v${shape.height}h${-shape.width}Z`;
    case 'ellipse': {
      const [rx, ry] = [shape.width / 2, shape.height / 2];
      return `M${shape.x} ${shape.y + ry}a${rx} ${ry} 0 1 0 ${shape.width} 0a${rx} ${ry} 0 1 0 ${-shape.width} 0Z`;
    }
    case 'freehand':
      return line(shape.points);
    case 'text':
      return '';
  }
}
