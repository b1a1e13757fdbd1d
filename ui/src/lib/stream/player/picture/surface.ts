import { makeCanvas, resize, type Canvas, type DisplaySource } from '../../display/engine.ts';

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** The canvas that pictures are drawn on, at the picture's own size; CSS scales it. Its pixels are never read. */
export class Surface {
  readonly #canvas: Canvas;
  readonly #context: Context;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
    const context = canvas.getContext('2d', { alpha: false, desynchronized: false });
    if (!context) throw new Error('this browser provides no 2D canvas');
    this.#context = context;
  }

  draw(picture: DisplaySource, width: number, height: number): void {
    resize(this.#canvas, width, height);
    this.#context.drawImage(picture, 0, 0);
  }

  /** @param picture of any size */
  drawScaled(picture: Canvas, width: number, height: number): void {
    resize(this.#canvas, width, height);
    this.#context.drawImage(picture, 0, 0, width, height);
  }

  /** A copy of what is shown. */
  copy(): Canvas {
    const copy = makeCanvas(this.#canvas.width, this.#canvas.height);
    const context = copy.getContext('2d', { alpha: false });
    if (!context) throw new Error('this browser provides no 2D canvas');
    context.drawImage(this.#canvas, 0, 0);
    return copy;
  }
}
