export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Extent {
  readonly width: number;
  readonly height: number;
}
/**
 * Maps picture pixels to CSS pixels of the box: `screen = scale · picture + (x, y)`. Shared by the canvas and all
 * overlays.
 */
export interface ViewMatrix {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const MAX_SCALE = 32;
const ZOOMED_OUT_SHARE = 0.5;

function centred(scale: number, picture: Extent, box: Extent): ViewMatrix {
  return { scale, x: (box.width - picture.width * scale) / 2, y: (box.height - picture.height * scale) / 2 };
}

/** Shows the whole picture, as large as the box allows. */
export function fitMatrix(picture: Extent, box: Extent): ViewMatrix {
  return centred(Math.min(box.width / picture.width, box.height / picture.height), picture, box);
}

/** Covers the whole box; crops the picture at two sides. */
export function fillMatrix(picture: Extent, box: Extent): ViewMatrix {
  return centred(Math.max(box.width / picture.width, box.height / picture.height), picture, box);
}

export function toPicture(matrix: ViewMatrix, screen: Point): Point {
  return { x: (screen.x - matrix.x) / matrix.scale, y: (screen.y - matrix.y) / matrix.scale };
}

export function toScreen(matrix: ViewMatrix, picture: Point): Point {
  return { x: picture.x * matrix.scale + matrix.x, y: picture.y * matrix.scale + matrix.y };
}

function clampAxis(offset: number, length: number, room: number): number {
  // Smaller than the box: centred. Larger: no gap at the edges.
  return length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, offset));
}

export function clampMatrix(matrix: ViewMatrix, picture: Extent, box: Extent): ViewMatrix {
  const scale = Math.min(MAX_SCALE, Math.max(fitMatrix(picture, box).scale * ZOOMED_OUT_SHARE, matrix.scale));
  return {
    scale,
    x: clampAxis(matrix.x, picture.width * scale, box.width),
    y: clampAxis(matrix.y, picture.height * scale, box.height),
  };
}

/** Scales by `factor` within the limits, with the picture point under `at` fixed. */
export function zoomAt(matrix: ViewMatrix, factor: number, at: Point, picture: Extent, box: Extent): ViewMatrix {
  const { scale } = clampMatrix({ ...matrix, scale: matrix.scale * factor }, picture, box);
  const under = toPicture(matrix, at);
  return clampMatrix({ scale, x: at.x - under.x * scale, y: at.y - under.y * scale }, picture, box);
}

export function panBy(matrix: ViewMatrix, by: Point, picture: Extent, box: Extent): ViewMatrix {
  return clampMatrix({ ...matrix, x: matrix.x + by.x, y: matrix.y + by.y }, picture, box);
}

export function cssTransform(matrix: ViewMatrix): string {
  return `translate(${matrix.x}px, ${matrix.y}px) scale(${matrix.scale})`;
}

/** Pointer position in picture pixels, clamped to the picture. @param element the target element of `matrix` */
export function pointOf(event: MouseEvent, element: Element, matrix: ViewMatrix, picture: Extent): Point {
  const { left, top } = element.getBoundingClientRect();
  const { x, y } = toPicture(matrix, { x: event.clientX - left, y: event.clientY - top });
  return { x: Math.min(picture.width, Math.max(0, x)), y: Math.min(picture.height, Math.max(0, y)) };
}
