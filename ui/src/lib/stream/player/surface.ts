import type { Highlight } from './highlight.ts';
import type { Pixel } from './messages.ts';

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** The canvas that pictures are drawn on, at the picture's own size; CSS scales it. */
export class Surface {
  readonly #canvas: OffscreenCanvas | HTMLCanvasElement;
  readonly #context: Context;
  #probe: Context | null = null;

  constructor(canvas: OffscreenCanvas | HTMLCanvasElement) {
    this.#canvas = canvas;
    const context = canvas.getContext('2d', { alpha: false, desynchronized: false });
    if (!context) throw new Error('this browser provides no 2D canvas');
    this.#context = context;
  }

  draw(picture: ImageBitmap): void {
    if (this.#canvas.width !== picture.width) this.#canvas.width = picture.width;
    if (this.#canvas.height !== picture.height) this.#canvas.height = picture.height;
    this.#context.drawImage(picture, 0, 0);
  }

  /** Marks the over-exposed pixels of the current picture. */
  markOverExposed(highlight: Highlight | null): void {
    highlight?.mark(this.#canvas);
  }

  /**
   * The displayed value at a position, given as fractions of width and height. Copies one pixel to a small canvas:
   * reading the large one back would move it off the GPU.
   */
  read(u: number, v: number): Pixel | null {
    const x = Math.floor(u * this.#canvas.width);
    const y = Math.floor(v * this.#canvas.height);
    if (x < 0 || y < 0 || x >= this.#canvas.width || y >= this.#canvas.height) return null;
    this.#probe ??= onePixelContext();
    if (!this.#probe) return null;
    this.#probe.drawImage(this.#canvas, x, y, 1, 1, 0, 0, 1, 1);
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
