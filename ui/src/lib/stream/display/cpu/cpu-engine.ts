import { squaredSobel } from '@eyepiece/shared-types/filters/neighbourhood';
import { lumaOf, PlanePool } from '@eyepiece/shared-types/filters/planes';
import { applyStep } from '@eyepiece/shared-types/filters/steps';
import { makeCanvas, resize, resultSize, type Canvas, type DisplayEngine, type RenderOrder } from '../engine.ts';
import { PEAKING_COLORS, peakingSlope, type LutName, type Peaking } from '../display-settings.ts';
import { lutTable } from '../lut-tables.ts';
import { lumaOfSamples, planesOf, writePlanes } from './planes.ts';

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Computes altered pictures in JavaScript, where there is no WebGL2. */
export class CpuEngine implements DisplayEngine {
  readonly name = 'cpu';
  readonly #canvas: Canvas;
  readonly #context: Context;
  readonly #pool = new PlanePool();
  #lut: { readonly name: LutName; readonly colors: Uint32Array } | null = null;

  constructor() {
    this.#canvas = makeCanvas(1, 1);
    const context = this.#canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (!context) throw new Error('this browser provides no 2D canvas');
    this.#context = context;
  }

  render(order: RenderOrder): Canvas {
    const { width, height } = resultSize(order);
    resize(this.#canvas, width, height);
    this.#context.drawImage(order.source, 0, 0, order.width, order.height, 0, 0, width, height);
    const picture = this.#context.getImageData(0, 0, width, height);
    this.alter(picture, order);
    this.#context.putImageData(picture, 0, 0);
    return this.#canvas;
  }

  /** Alters the picture in place. */
  alter({ data, width, height }: ImageData, { settings: { steps, lut, peaking }, pixelRatio }: RenderOrder): void {
    const pool = this.#pool;
    const size = { width, height };
    const spare = pool.take(width * height);
    const edges = peaking && this.#edgesOf(lumaOfSamples(data, spare), size);
    if (steps.length > 0) {
      let planes = planesOf(data, width, height, pool);
      for (const step of steps) planes = applyStep(planes, step, pixelRatio, pool);
      if (lut) this.#color(lumaOf(planes, spare), lut, data);
      else writePlanes(planes, data);
      pool.give(...planes.planes);
    } else if (lut) this.#color(lumaOfSamples(data, spare), lut, data);
    if (peaking && edges) {
      markEdges(edges, peaking, data);
      pool.give(edges);
    }
    pool.give(spare);
  }

  close(): void {
    resize(this.#canvas, 1, 1);
  }

  #edgesOf(luma: Float32Array, { width, height }: { readonly width: number; readonly height: number }): Float32Array {
    const edges = this.#pool.take(luma.length);
    squaredSobel(luma, width, height, edges);
    return edges;
  }

  #color(luma: Float32Array, name: LutName, data: Uint8ClampedArray): void {
    if (this.#lut?.name !== name) this.#lut = { name, colors: new Uint32Array(lutTable(name).buffer) };
    const { colors } = this.#lut;
    const pixels = new Uint32Array(data.buffer, data.byteOffset, luma.length);
    for (let at = 0; at < pixels.length; at++) pixels[at] = colors[Math.floor((luma[at] ?? 0) * 255 + 0.5)] ?? 0;
  }
}

function markEdges(edges: Float32Array, { strength, color }: Peaking, data: Uint8ClampedArray): void {
  const [red, green, blue] = PEAKING_COLORS[color];
  const least = (peakingSlope(strength) * 8) ** 2;
  for (let pixel = 0, at = 0; pixel < edges.length; pixel++, at += 4) {
    if ((edges[pixel] ?? 0) < least) continue;
    data[at] = red;
    data[at + 1] = green;
    data[at + 2] = blue;
  }
}
