/** What somebody compares, as one picture: beside each other, or as their difference. */
import type { Capture } from '@eyepiece/shared-types';
import { timeText } from '../time/clock-text.ts';
import { LETTERS, type CompareMode } from './comparison.svelte.ts';
import { drawDifference } from './difference-picture.ts';
import { decodedImage } from './steady-image.svelte.ts';

interface Compared {
  readonly capture: Capture;
  readonly address: string;
}
const GAP_PX = 4;
const WORDS_SHARE = 1 / 45;

function png(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser could not make a PNG of this size'))), 'image/png'),
  );
}

function beside(pictures: readonly Compared[], images: readonly HTMLImageElement[]): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = pictures.reduce((sum, { capture }) => sum + capture.width + GAP_PX, -GAP_PX);
  canvas.height = Math.max(...pictures.map(({ capture }) => capture.height));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  context.fillStyle = '#0a0c0e';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const size = Math.max(13, canvas.height * WORDS_SHARE);
  context.font = `600 ${size}px "Inter Variable", sans-serif`;
  context.lineWidth = size / 4;
  let left = 0;
  for (const [at, { capture }] of pictures.entries()) {
    const image = images[at];
    if (image) context.drawImage(image, left, 0, capture.width, capture.height);
    const words = `${LETTERS[at] ?? ''} · ${timeText(capture.capturedAt)} · ${Number(capture.exposureMs.toFixed(3))} ms`;
    context.strokeStyle = 'rgb(0 0 0 / 75%)';
    context.strokeText(words, left + size, size * 1.8);
    context.fillStyle = '#fff';
    context.fillText(words, left + size, size * 1.8);
    left += capture.width + GAP_PX;
  }
  return canvas;
}

function amplified(difference: HTMLCanvasElement, gain: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = difference.width;
  canvas.height = difference.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  context.filter = `brightness(${gain})`;
  context.drawImage(difference, 0, 0);
  return canvas;
}

/** @throws when a picture cannot be had or the browser gives no canvas of this size */
export async function comparedPicture(pictures: readonly Compared[], mode: CompareMode, gain: number): Promise<Blob> {
  const images = await Promise.all(pictures.map(({ address }) => decodedImage(address)));
  const [first, second] = images;
  if (mode !== 'difference' || !first || !second) return png(beside(pictures, images));
  const difference = document.createElement('canvas');
  if (!drawDifference(difference, first, second)) throw new Error('this browser gives no 2D canvas');
  return png(amplified(difference, gain));
}
