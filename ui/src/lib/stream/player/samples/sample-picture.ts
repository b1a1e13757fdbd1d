import { framePayload, sampleBytes, type FrameHeader, type SampleFields } from '@eyepiece/shared-types/wire/frame';
import { unpackSamples } from '@eyepiece/shared-types/wire/samples';
import type { DisplayWindow } from '@eyepiece/shared-types';
import type { Pixel } from '../messages.ts';
import { develop, mosaicColor } from './develop.ts';
import { inflated } from './inflate.ts';
import type { ViewerWindow } from '../../status/picture-kind.ts';
import { autoWindow, windowTable } from './window-table.ts';

/** The samples of a frame, as the camera's files have them. */
export class SamplePicture {
  readonly #samples: Uint16Array;
  readonly #header: FrameHeader;
  readonly #fields: SampleFields;

  private constructor(samples: Uint16Array, header: FrameHeader, fields: SampleFields) {
    this.#samples = samples;
    this.#header = header;
    this.#fields = fields;
  }

  /** @throws {Error} when the payload does not match the header */
  static async decode(message: Uint8Array, header: FrameHeader): Promise<SamplePicture> {
    const { samples: fields, width, height } = header;
    if (!fields) throw new Error(`frame ${header.seq} has no samples`);
    const planes = await inflated(framePayload(message, header), sampleBytes(header, fields.channels));
    return new SamplePicture(unpackSamples(planes, width, height, fields), header, fields);
  }

  get bits(): number {
    return this.#fields.bits;
  }

  /** Renders the picture through the viewer's window. @returns also the window in use, which `auto` computes */
  async developed(window: ViewerWindow): Promise<{ readonly bitmap: ImageBitmap; readonly shown: DisplayWindow }> {
    const { width, height } = this.#header;
    const shown = window === 'auto' ? autoWindow(this.#samples, this.bits) : window;
    const image = new ImageData(width, height);
    develop(this.#samples, { width, height }, this.#fields, windowTable(shown, this.bits), image.data);
    return { bitmap: await createImageBitmap(image), shown };
  }

  /** The values at a position, given as fractions of width and height. */
  at({ u, v }: { readonly u: number; readonly v: number }): Pixel | null {
    const { width, height } = this.#header;
    const [column, row] = [Math.floor(u * width), Math.floor(v * height)];
    if (column < 0 || row < 0 || column >= width || row >= height) return null;
    const { bits, channels, mosaic } = this.#fields;
    const first = (row * width + column) * channels;
    const value = (offset: number): number => this.#samples[first + offset] ?? 0;
    if (channels === 3) return { red: value(0), green: value(1), blue: value(2), bits };
    const only = mosaic === undefined ? 'grey' : mosaicColor(mosaic, column, row);
    return { red: value(0), green: value(0), blue: value(0), bits, only };
  }

  /** @param marks one for each pixel; `mark` where a sample has the largest value, and 0 elsewhere */
  markSaturated(marks: Uint32Array, mark: number): void {
    const { bits, channels } = this.#fields;
    const max = 2 ** bits - 1;
    const samples = this.#samples;
    for (let pixel = 0, at = 0; pixel < marks.length; pixel += 1, at += channels) {
      let isOver = (samples[at] ?? 0) >= max;
      if (channels === 3) isOver ||= (samples[at + 1] ?? 0) >= max || (samples[at + 2] ?? 0) >= max;
      marks[pixel] = isOver ? mark : 0;
    }
  }
}
