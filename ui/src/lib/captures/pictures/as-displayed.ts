/** Exports a capture as displayed: display window, scale bar and annotations, at full size. */
import type { Annotation, Capture } from '@eyepiece/shared-types';
import { shapePath } from '../../annotations/shape-path.ts';
import { wordsPlace } from '../../annotations/shape-geometry.ts';
import { shapeWords } from '../../annotations/shape-words.ts';
import { roundLengthText } from '../../picture/optics/length-text.ts';
import { scaleBar } from '../../picture/optics/scale-bar.ts';
import { decodedImage } from './steady-image.svelte.ts';

/** Lines and text have screen size at this picture width, and scale with other widths. */
const SCREEN_WIDTH_PX = 1280;
const BAR_SHARE = 0.18;

export interface DisplayedPicture {
  readonly capture: Capture;
  /** URL of the full-size picture with the display window applied. */
  readonly address: string;
  readonly annotations: readonly Annotation[];
}

export type ColorOf = (userId: string) => string;

/** `gland_0042.ome.tif` becomes `gland_0042_as-displayed.png`. */
export function displayedName(filename: string): string {
  return `${filename.replace(/(\.ome)?\.[^.]+$/i, '')}_as-displayed.png`;
}

/** Picture pixels per CSS pixel. */
const unitOf = (widthPx: number): number => Math.max(1, widthPx / SCREEN_WIDTH_PX);

function drawWords(context: CanvasRenderingContext2D, words: string, x: number, y: number, sizePx: number, color: string): void {
  context.font = `600 ${sizePx}px "Inter Variable", sans-serif`;
  context.lineJoin = 'round';
  context.lineWidth = sizePx / 4;
  context.strokeStyle = 'rgb(0 0 0 / 75%)';
  context.strokeText(words, x, y);
  context.fillStyle = color;
  context.fillText(words, x, y);
}

function drawAnnotation(context: CanvasRenderingContext2D, { shape }: Annotation, color: string, unit: number, capture: Capture): void {
  const path = new Path2D(shapePath(shape, 1 / unit));
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = 4.5 * unit;
  context.strokeStyle = 'rgb(0 0 0 / 60%)';
  context.stroke(path);
  context.lineWidth = 2 * unit;
  context.strokeStyle = color;
  context.stroke(path);
  const scale = capture.umPerPixel === undefined ? null : { umX: capture.umPerPixel, umY: capture.umPerPixel };
  const words = shapeWords(shape, scale);
  if (words === '') return;
  const { x, y } = wordsPlace(shape);
  drawWords(context, words, x, y, 13 * unit, color);
}

/** Draws nothing when the capture is not calibrated. */
export function drawScaleBar(context: CanvasRenderingContext2D, { umPerPixel, width, height }: Capture): void {
  if (umPerPixel === undefined) return;
  const unit = unitOf(width);
  const { length, widthPx } = scaleBar(1 / umPerPixel, width * BAR_SHARE);
  const [left, bottom, thick] = [16 * unit, height - 16 * unit, 5 * unit];
  context.fillStyle = 'rgb(0 0 0 / 75%)';
  context.fillRect(left - unit, bottom - thick - unit, widthPx + 2 * unit, thick + 2 * unit);
  context.fillStyle = '#fff';
  context.fillRect(left, bottom - thick, widthPx, thick);
  drawWords(context, roundLengthText(length), left, bottom - thick - 7 * unit, 13 * unit, '#fff');
}

/** Draws the whole capture at the origin of the context. */
export function drawDisplayed(
  context: CanvasRenderingContext2D,
  image: CanvasImageSource,
  { capture, annotations }: DisplayedPicture,
  colorOf: ColorOf,
): void {
  context.drawImage(image, 0, 0, capture.width, capture.height);
  const unit = unitOf(capture.width);
  for (const annotation of annotations) drawAnnotation(context, annotation, colorOf(annotation.author.id), unit, capture);
  drawScaleBar(context, capture);
}

/** @throws when the browser provides no canvas */
export function blankCanvas(width: number, height: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser provides no 2D canvas');
  return { canvas, context };
}

/** @throws when the canvas is too large for the browser */
export async function asPng(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('the browser could not create a PNG of this size');
  return blob;
}

/** @throws when the picture cannot be loaded or the browser provides no canvas of its size */
export async function asDisplayed(picture: DisplayedPicture, colorOf: ColorOf): Promise<Blob> {
  const image = await decodedImage(picture.address);
  const { canvas, context } = blankCanvas(picture.capture.width, picture.capture.height);
  drawDisplayed(context, image, picture, colorOf);
  return asPng(canvas);
}

/** Saves a blob as a download. */
export function saveAs(blob: Blob, filename: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = filename;
  link.click();
  // The download starts asynchronously: the URL must not be revoked at once.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
