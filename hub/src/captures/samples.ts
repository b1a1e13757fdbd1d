/** Pictures as numbers: decoded at the depth that they were kept with. */
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

/** Samples between which live pictures and requests have their turn: a millisecond or two. */
const SLICE = 262_144;

export function openPicture(path: string): Sharp {
  return sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
}

/** The first page of a file, turned as its EXIF orientation says. */
export async function decode({ path, bitDepth }: Picture, resize?: ResizeOptions): Promise<Samples> {
  const image = openPicture(path);
  const { depth, channels } = await image.metadata();
  const [deep, grey] = [depth === 'ushort', channels < 3];
  image.autoOrient().removeAlpha();
  if (resize) image.resize({ ...resize, withoutEnlargement: true });
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
export async function countSamples(samples: Samples, signal?: AbortSignal): Promise<Uint32Array[]> {
  const { data, channels } = samples;
  const values = data instanceof Uint16Array ? 65_536 : 256;
  const counts = Array.from({ length: channels }, () => new Uint32Array(values));
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
