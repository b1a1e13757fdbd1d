type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** The canvas that pictures are drawn on, at the picture's own size; CSS scales it. Its pixels are never read. */
export class Surface {
  readonly #canvas: OffscreenCanvas | HTMLCanvasElement;
  readonly #context: Context;

  constructor(canvas: OffscreenCanvas | HTMLCanvasElement) {
    this.#canvas = canvas;
    const context = canvas.getContext('2d', { alpha: false, desynchronized: false });
    if (!context) throw new Error('this browser provides no 2D canvas');
    this.#context = context;
  }

  draw(picture: ImageBitmap | VideoFrame, width: number, height: number): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#context.drawImage(picture, 0, 0);
  }
}
