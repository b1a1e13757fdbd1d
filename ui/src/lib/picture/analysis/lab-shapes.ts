import type { LabBox, LabMask, LabNumber, Point } from '@eyepiece/shared-types';
import { significant } from '../../text/decimal.ts';
import type { PictureMapping } from '../picture-mapping.ts';
import { toScreen, type ViewMatrix } from '../viewport-matrix.ts';

/** A rectangle, CSS px of the stage. */
export interface ScreenBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From pixels of the sensor to CSS px of the stage. */
export function onScreen(point: Point, mapping: PictureMapping, matrix: ViewMatrix): Point {
  return toScreen(matrix, mapping.toPicture(point));
}

/** Pictures are turned by quarters only, so a box stays a box. */
export function boxOnScreen({ left, top, width, height }: LabBox, mapping: PictureMapping, matrix: ViewMatrix): ScreenBox {
  const one = onScreen({ x: left, y: top }, mapping, matrix);
  const other = onScreen({ x: left + width, y: top + height }, mapping, matrix);
  return {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(other.x - one.x),
    height: Math.abs(other.y - one.y),
  };
}

/** The CSS transform of an element that has one px for each cell of the mask. */
export function maskTransform(mask: LabMask, mapping: PictureMapping, matrix: ViewMatrix): string {
  const at = (column: number, row: number): Point =>
    onScreen({ x: mask.left + column * mask.cellWidth, y: mask.top + row * mask.cellHeight }, mapping, matrix);
  const [origin, right, down] = [at(0, 0), at(mask.columns, 0), at(0, mask.rows)];
  const parts = [
    (right.x - origin.x) / mask.columns,
    (right.y - origin.y) / mask.columns,
    (down.x - origin.x) / mask.rows,
    (down.y - origin.y) / mask.rows,
    origin.x,
    origin.y,
  ];
  return `matrix(${parts.join(', ')})`;
}

/** RGBA of each cell: the color inside, transparent outside. */
export function maskPixels(
  { columns, rows, runs }: LabMask,
  color: readonly [number, number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  let cell = 0;
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1) for (let at = cell; at < cell + run; at++) pixels.set(color, at * 4);
    cell += run;
  }
  return pixels;
}

/** Six significant digits, with the unit. */
export function labNumberText({ value, unit }: LabNumber): string {
  const text = significant(value, 6);
  return unit ? `${text} ${unit}` : text;
}
