/** Decodes pictures to samples at their stored bit depth; large pictures in strips. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import sharp, { type ResizeOptions, type Sharp } from 'sharp';
import { MAX_PIXELS } from './image-check.ts';

export interface Samples {
  /** Row by row, channels interleaved. */
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** The largest possible sample value. */
  readonly max: number;
}

export interface Picture {
  readonly path: string;
  /** Significant bits; 10 and 12 bits are stored in the low end of 16. */
  readonly bitDepth: number;
}

/** A picture that is decoded on demand. */
export interface Scan extends Pick<Samples, 'width' | 'height' | 'channels' | 'max'> {
  /** Whether one strip holds the whole picture. Otherwise every pass decodes it again. */
  readonly small: boolean;
  /** Strips from top to bottom. Asking for the next one releases the previous one. @throws the signal's reason */
  strips(signal?: AbortSignal): AsyncGenerator<Samples>;
}

/** Samples processed before yielding to the event loop: a millisecond or two. */
const SLICE = 262_144;
/** Maximum bytes of decoded samples in memory. Fits the largest sensors (20 megapixels, 3 channels of 16 bits) in one strip. */
const STRIP_BYTES = 128 * 1024 * 1024;

/** Reads sequentially, so that the decoder holds a few rows instead of the whole picture. */
export function openPicture(path: string): Sharp {
  return sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true });
}

/**
 * Opens the first page of a file, rotated by its EXIF orientation.
 * @param width maximum width, px
 * @param stripBytes memory for decoded samples
 */
export async function scan(
  picture: Picture,
  { width, stripBytes = STRIP_BYTES }: { width?: number | undefined; stripBytes?: number } = {},
): Promise<Scan> {
  const { depth, channels: fileChannels, autoOrient } = await openPicture(picture.path).metadata();
  const scale = Math.min(1, (width ?? autoOrient.width) / autoOrient.width);
  const size = { width: Math.round(autoOrient.width * scale), height: Math.max(1, Math.round(autoOrient.height * scale)) };
  const deep = depth === 'ushort';
  const rowBytes = size.width * (fileChannels < 3 ? 1 : 3) * (deep ? 2 : 1);
  const rows = Math.max(1, Math.floor(stripBytes / rowBytes));
  const facts = { ...size, channels: fileChannels < 3 ? 1 : 3, max: deep ? 2 ** picture.bitDepth - 1 : 255 } as const;
  if (rows >= size.height) return wholeOf(await decode(picture, width === undefined ? undefined : { width }));
  return {
    ...facts,
    small: false,
    async *strips(signal) {
      for (let top = 0; top < size.height; top += rows) {
        signal?.throwIfAborted();
        yield await decode(picture, { ...size, fit: 'fill' }, { top, rows: Math.min(rows, size.height - top) });
      }
    },
  };
}

/** Wraps samples that are already decoded. */
export function wholeOf(samples: Samples): Scan {
  const { width, height, channels, max } = samples;
  return {
    ...{ width, height, channels, max },
    small: true,
    async *strips(signal) {
      signal?.throwIfAborted();
      yield await Promise.resolve(samples);
    },
  };
}

/** Decodes a whole small picture, or one strip. */
export async function decode({ path, bitDepth }: Picture, resize?: ResizeOptions, strip?: { top: number; rows: number }): Promise<Samples> {
  const image = openPicture(path);
  const { depth, channels } = await image.metadata();
  const [deep, grey] = [depth === 'ushort', channels < 3];
  image.autoOrient().removeAlpha();
  if (resize) image.resize({ ...resize, withoutEnlargement: true });
  if (strip) image.extract({ left: 0, top: strip.top, width: resize?.width ?? 0, height: strip.rows });
  // Without a 16-bit colour space the decoder returns 8 bits.
  image.toColourspace(deep ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb');
  const { data, info } = await image.raw({ depth: deep ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
  return {
    data: deep ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data,
    width: info.width,
    height: info.height,
    channels: info.channels === 1 ? 1 : 3,
    max: deep ? 2 ** bitDepth - 1 : 255,
  };
}

/** Processes the samples in slices and yields to the event loop in between. @throws the signal's reason */
export async function inSlices(
  { data }: Samples,
  signal: AbortSignal | undefined,
  work: (from: number, to: number) => void,
): Promise<void> {
  // Slices start at a pixel boundary, for one and for three channels.
  const step = SLICE * 3;
  for (let from = 0; from < data.length; from += step) {
    if (from > 0) await yieldToOthers();
    signal?.throwIfAborted();
    work(from, Math.min(from + step, data.length));
  }
}

/** Adds up how often each value occurs, per channel. */
export async function countSamples(samples: Samples, signal?: AbortSignal, counts = emptyCounts(samples)): Promise<Uint32Array[]> {
  const { data, channels } = samples;
  await inSlices(samples, signal, (from, to) => {
    for (const [channel, of] of counts.entries()) {
      for (let at = from + channel; at < to; at += channels) {
        const value = data[at] ?? 0;
        of[value] = (of[value] ?? 0) + 1;
      }
    }
  });
  return counts;
}

/** `countSamples` over all strips. */
export async function countAll(picture: Scan, signal?: AbortSignal): Promise<Uint32Array[]> {
  let counts: Uint32Array[] | undefined;
  for await (const strip of picture.strips(signal)) counts = await countSamples(strip, signal, counts);
  return counts ?? [];
}

function emptyCounts({ data, channels }: Samples): Uint32Array[] {
  const values = data instanceof Uint16Array ? 65_536 : 256;
  return Array.from({ length: channels }, () => new Uint32Array(values));
}
