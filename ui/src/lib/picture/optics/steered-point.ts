import type { Extent, Point } from '../viewport-matrix.ts';

/** Distance of one arrow key, and of one with Shift, CSS px. */
export const STEER_PX = { coarse: 20, fine: 1 } as const;

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export type SteeringKey = Pick<KeyboardEvent, 'key' | 'shiftKey'>;

/**
 * Moves a point of a picture by an arrow key; it stays in the picture. Null for other keys.
 * @param scale CSS pixels per picture pixel
 */
export function steeredPoint(from: Point, { key, shiftKey }: SteeringKey, scale: number, picture: Extent): Point | null {
  const direction = Object.hasOwn(DIRECTIONS, key) ? DIRECTIONS[key] : undefined;
  if (!direction || !(scale > 0)) return null;
  const step = (shiftKey ? STEER_PX.fine : STEER_PX.coarse) / scale;
  return {
    x: Math.min(picture.width, Math.max(0, from.x + direction.x * step)),
    y: Math.min(picture.height, Math.max(0, from.y + direction.y * step)),
  };
}
