import type { Roi } from '@eyepiece/shared-types';
import { steeredPoint, type SteeringKey } from '../optics/steered-point.ts';
import type { Extent, Point } from '../viewport-matrix.ts';

/** Whole pixels of the picture. */
export type Area = Roi;

/** Corners and sides by which an area is resized: -1 left or top, 1 right or bottom, 0 neither. */
export interface Handle {
  readonly name: string;
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}
export const HANDLES: readonly Handle[] = [
  { name: 'nw', x: -1, y: -1 },
  { name: 'n', x: 0, y: -1 },
  { name: 'ne', x: 1, y: -1 },
  { name: 'e', x: 1, y: 0 },
  { name: 'se', x: 1, y: 1 },
  { name: 's', x: 0, y: 1 },
  { name: 'sw', x: -1, y: 1 },
  { name: 'w', x: -1, y: 0 },
];

interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Of at least one pixel, within the picture. */
function fromSides({ left, top, right, bottom }: Sides, picture: Extent): Area {
  const along = (from: number, to: number, length: number): [start: number, size: number] => {
    const start = clamp(Math.round(Math.min(from, to)), 0, length - 1);
    const end = clamp(Math.round(Math.max(from, to)), start + 1, length);
    return [start, end - start];
  };
  const [x, width] = along(left, right, picture.width);
  const [y, height] = along(top, bottom, picture.height);
  return { left: x, top: y, width, height };
}

/** The area between two corners. */
export function areaBetween(one: Point, other: Point, picture: Extent): Area {
  return fromSides({ left: one.x, top: one.y, right: other.x, bottom: other.y }, picture);
}

/** Half the picture, in its middle. */
export function middleArea({ width, height }: Extent): Area {
  return fromSides({ left: width / 4, top: height / 4, right: (width * 3) / 4, bottom: (height * 3) / 4 }, { width, height });
}

export function handlePoint({ left, top, width, height }: Area, { x, y }: Handle): Point {
  return { x: left + (width * (x + 1)) / 2, y: top + (height * (y + 1)) / 2 };
}

/** Moved as a whole; stops at the edges of the picture. */
export function movedArea(area: Area, by: Point, picture: Extent): Area {
  return {
    ...area,
    left: clamp(Math.round(area.left + by.x), 0, Math.max(0, picture.width - area.width)),
    top: clamp(Math.round(area.top + by.y), 0, Math.max(0, picture.height - area.height)),
  };
}

/** Resized by a handle; a side that is pulled over the opposite one turns the area over. */
export function resizedArea({ left, top, width, height }: Area, { x, y }: Handle, by: Point, picture: Extent): Area {
  return fromSides(
    {
      left: left + (x < 0 ? by.x : 0),
      right: left + width + (x > 0 ? by.x : 0),
      top: top + (y < 0 ? by.y : 0),
      bottom: top + height + (y > 0 ? by.y : 0),
    },
    picture,
  );
}

/**
 * Moves an area by an arrow key; with Ctrl or Alt the key moves its lower right corner. Null for other keys.
 * @param scale CSS pixels per picture pixel
 */
export function steeredArea(
  area: Area,
  key: SteeringKey & Pick<KeyboardEvent, 'ctrlKey' | 'altKey'>,
  scale: number,
  picture: Extent,
): Area | null {
  const room = { width: picture.width * 3, height: picture.height * 3 };
  const origin = { x: picture.width, y: picture.height };
  const to = steeredPoint(origin, key, scale, room);
  if (!to) return null;
  // At least one pixel, also where one screen pixel is less.
  const whole = (by: number): number => Math.sign(by) * Math.max(Math.abs(by), by === 0 ? 0 : 1);
  const by = { x: whole(to.x - origin.x), y: whole(to.y - origin.y) };
  return key.ctrlKey || key.altKey ? sizedArea(area, by, picture) : movedArea(area, by, picture);
}

/** Does not turn over: a key press would otherwise move the fixed corner. */
function sizedArea(area: Area, by: Point, picture: Extent): Area {
  return {
    ...area,
    width: clamp(Math.round(area.width + by.x), 1, picture.width - area.left),
    height: clamp(Math.round(area.height + by.y), 1, picture.height - area.top),
  };
}

/** The smallest area with all points; null without points. */
export function areaAround(points: readonly Point[], picture: Extent): Area | null {
  if (points.length === 0) return null;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const sides = { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
  if (sides.right <= 0 || sides.bottom <= 0 || sides.left >= picture.width || sides.top >= picture.height) return null;
  return fromSides(sides, picture);
}
