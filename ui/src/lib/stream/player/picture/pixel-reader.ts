import type { ExactPicture } from './exact-picture.ts';
import type { Pixel } from '../messages.ts';

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Reads single pixels: of samples directly, of a JPEG through a canvas of one pixel. */
export class PixelReader {
  #probe: Context | null = null;

  /** The value at a position, given as fractions of width and height. */
  read({ bitmap, samples }: ExactPicture, { u, v }: { readonly u: number; readonly v: number }): Pixel | null {
    if (samples) return samples.at({ u, v });
    const x = Math.floor(u * bitmap.width);
    const y = Math.floor(v * bitmap.height);
    if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return null;
    this.#probe ??= onePixelContext();
    if (!this.#probe) return null;
    this.#probe.drawImage(bitmap, x, y, 1, 1, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = this.#probe.getImageData(0, 0, 1, 1).data;
    return { red, green, blue };
  }
}

function onePixelContext(): Context | null {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  return canvas.getContext('2d', { willReadFrequently: true });
}
