import { makeCanvas, resize, type Canvas } from '../../display/engine.ts';
import type { ExactPicture } from './exact-picture.ts';

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** JPEG reproduces a saturated pixel next to darker ones as slightly less than 255. */
const SATURATED_FROM = 254;
/** A colour that no specimen has; bytes R G B A, independent of byte order. */
const MARK = [255, 0, 128, 255] as const;

/**
 * Marks each pixel with a channel at the maximum, and clears the others. Works on the picture as received:
 * scaling it down first would lose small spots.
 * @param rgba the picture; @param marks output of the same length
 */
export function markSaturated(rgba: Uint8ClampedArray, marks: Uint32Array): void {
  const mark = markOf();
  for (let pixel = 0, at = 0; pixel < marks.length; pixel++, at += 4) {
    const over = (rgba[at] ?? 0) >= SATURATED_FROM || (rgba[at + 1] ?? 0) >= SATURATED_FROM || (rgba[at + 2] ?? 0) >= SATURATED_FROM;
    marks[pixel] = over ? mark : 0;
  }
}

function markOf(): number {
  return new Uint32Array(Uint8Array.from(MARK).buffer)[0] ?? 0;
}

/** A transparent canvas over the picture on which over-exposed pixels are marked. */
export class Highlight {
  readonly #canvas: Canvas;
  readonly #context: Context;
  readonly #reader: Canvas;
  readonly #reading: Context;
  #marks: ImageData | null = null;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
    this.#reader = makeCanvas(1, 1);
    this.#context = contextOf(canvas, {});
    this.#reading = contextOf(this.#reader, { willReadFrequently: true, alpha: false });
  }

  mark({ bitmap, samples }: ExactPicture): void {
    const { width, height } = bitmap;
    for (const canvas of [this.#canvas, this.#reader]) resize(canvas, width, height);
    if (this.#marks?.width !== width || this.#marks.height !== height) this.#marks = new ImageData(width, height);
    const marks = new Uint32Array(this.#marks.data.buffer);
    // The display window of the viewer says nothing about the exposure.
    if (samples) samples.markSaturated(marks, markOf());
    else {
      this.#reading.drawImage(bitmap, 0, 0);
      markSaturated(this.#reading.getImageData(0, 0, width, height).data, marks);
    }
    this.#context.putImageData(this.#marks, 0, 0);
  }

  /** Removes all marks: of video it is unknown which pixels are over-exposed. */
  clear(): void {
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }
}

function contextOf(canvas: Canvas, options: CanvasRenderingContext2DSettings): Context {
  const context = canvas.getContext('2d', options);
  if (!context) throw new Error('this browser provides no 2D canvas');
  return context;
}
