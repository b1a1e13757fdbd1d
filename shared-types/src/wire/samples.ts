/**
 * The samples in the payload of a frame of samples, after deflate: each sample as the difference to a prediction from the
 * samples to its left and above it, folded to a whole number from 0, in two planes: all low bytes, then all high bytes.
 */
import type { SampleFields } from './sample-fields.ts';

/** The neighbours of a sample that has its colour are so far away, in samples and in rows. */
function strides({ channels, mosaic }: SampleFields): { readonly across: number; readonly down: number } {
  return mosaic === undefined ? { across: channels, down: 1 } : { across: 2, down: 2 };
}

/**
 * @param planes 2 bytes per sample
 * @returns row by row; of a colour picture red, green and blue in turn
 * @throws {RangeError} unless `planes` has the length of such a picture
 */
export function unpackSamples(planes: Uint8Array, width: number, height: number, fields: SampleFields): Uint16Array<ArrayBuffer> {
  const rowSamples = width * fields.channels;
  const count = rowSamples * height;
  if (planes.length !== count * 2) throw new RangeError(`${planes.length} bytes are not the ${count * 2} of ${count} samples`);
  const samples = new Uint16Array(count);
  const { across, down } = strides(fields);
  const aboveBy = down * rowSamples;
  let at = 0;
  for (let row = 0; row < height; row += 1) {
    const hasAbove = row >= down;
    for (let column = 0; column < rowSamples; column += 1, at += 1) {
      const folded = (planes[at] ?? 0) | ((planes[at + count] ?? 0) << 8);
      const difference = (folded >>> 1) ^ -(folded & 1);
      const left = column >= across ? (samples[at - across] ?? 0) : undefined;
      const above = hasAbove ? (samples[at - aboveBy] ?? 0) : undefined;
      const predicted = left === undefined ? (above ?? 0) : above === undefined ? left : (left >>> 1) + (above >>> 1);
      samples[at] = predicted + difference;
    }
  }
  return samples;
}
