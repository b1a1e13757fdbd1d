/** Pictures as numbers: decoded at the depth that they were kept with, in strips when they are large. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import sharp, { type ResizeOptions, type Sharp } from 'sharp';
import { MAX_PIXELS } from './image-check.ts';

export interface Samples {
  /** Row by row, the channels of a pixel beside each other. */
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** The largest value that a sample can have. */
  readonly max: number;
}

export interface Picture {
  readonly path: string;
  /** Significant bits; those of 10 or 12 lie at the low end of 16. */
  readonly bitDepth: number;
}

/** A picture whose samples are decoded when they are asked for. */
export interface Scan extends Pick<Samples, 'width' | 'height' | 'channels' | 'max'> {
  /** Whether one strip holds all of it. Otherwise each pass decodes the picture anew. */
  readonly small: boolean;
  /** From the top. Each is garbage when the next is asked for. @throws the signal's reason */
  strips(signal?: AbortSignal): AsyncGenerator<Samples>;
}

/** Samples between which live pictures and requests have their turn: a millisecond or two. */
const SLICE = 262_144;
/** Bytes of decoded samples at a time. Holds the largest sensors (20 megapixels, 3 channels of 16 bits) whole. */
const STRIP_BYTES = 128 * 1024 * 1024;

/** Read from top to bottom: the decoder holds some rows instead of the whole picture. */
export function openPicture(path: string): Sharp {
  return sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true });
}

/**
 * The first page of a file, turned as its EXIF orientation says.
 * @param width at most, px
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

/** A picture that has been decoded. */
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

/** All of a picture that is known to be small, or one strip of it. */
export async function decode({ path, bitDepth }: Picture, resize?: ResizeOptions, strip?: { top: number; rows: number }): Promise<Samples> {
  const image = openPicture(path);
  const { depth, channels } = await image.metadata();
  const [deep, grey] = [depth === 'ushort', channels < 3];
  image.autoOrient().removeAlpha();
  if (resize) image.resize({ ...resize, withoutEnlargement: true });
  if (strip) image.extract({ left: 0, top: strip.top, width: resize?.width ?? 0, height: strip.rows });
  // Without a colour space of 16 bits the decoder would hand over 8.
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

/** Goes through the samples in slices, and lets others work in between. @throws the signal's reason */
export async function inSlices(
  { data }: Samples,
  signal: AbortSignal | undefined,
  work: (from: number, to: number) => void,
): Promise<void> {
  // A slice begins with the first channel of a pixel.
  const step = SLICE * 3;
  for (let from = 0; from < data.length; from += step) {
    if (from > 0) await yieldToOthers();
    signal?.throwIfAborted();
    work(from, Math.min(from + step, data.length));
  }
}

/** How often each value occurs, per channel. */
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

/** As `countSamples`, of a whole picture. */
export async function countAll(picture: Scan, signal?: AbortSignal): Promise<Uint32Array[]> {
  let counts: Uint32Array[] | undefined;
  for await (const strip of picture.strips(signal)) counts = await countSamples(strip, signal, counts);
  return counts ?? [];
}

function emptyCounts({ data, channels }: Samples): Uint32Array[] {
  const values = data instanceof Uint16Array ? 65_536 : 256;
  return Array.from({ length: channels }, () => new Uint32Array(values));
}
