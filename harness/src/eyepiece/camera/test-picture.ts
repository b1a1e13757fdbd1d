/**
 * A JPEG of a given size in bytes, identical each time. It has noise at many scales, strongest at coarse ones, as in
 * photographs (their spectra fall with frequency; Field 1987). Renditions therefore shrink as those of real pictures.
 */
import sharp from 'sharp';

const QUALITY = 80;
const OCTAVES = 7;
/** Ratio of amplitudes between a scale and one twice as coarse. */
const COARSER = 1.6;
const CONTRAST_MAX = 128;
const SEARCH_STEPS = 9;
/** Marker and length of a comment segment, and its maximum content. */
const SEGMENT_HEAD_BYTES = 4;
const SEGMENT_MAX_BYTES = 0xffff - 2;
const COMMENT = 0xfffe;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** Detail provides most of the bytes, a comment segment the rest. @throws {RangeError} if no such picture exists */
export async function testPicture({ width, height, bytes }: PictureSize): Promise<Buffer> {
  const texture = noise(width, height);
  const encode = (contrast: number): Promise<Buffer> => jpegOf(texture, width, height, contrast);
  let best = await encode(0);
  if (best.length > bytes - SEGMENT_HEAD_BYTES) {
    throw new RangeError(`a picture of ${width}×${height} px has at least ${best.length + SEGMENT_HEAD_BYTES} bytes, not ${bytes}`);
  }
  let [low, high] = [0, CONTRAST_MAX];
  for (let step = 0; step < SEARCH_STEPS; step += 1) {
    const contrast = (low + high) / 2;
    const jpeg = await encode(contrast);
    if (jpeg.length > bytes - SEGMENT_HEAD_BYTES) high = contrast;
    else [low, best] = [contrast, jpeg];
  }
  return padded(best, bytes);
}

function jpegOf(texture: Float32Array, width: number, height: number, contrast: number): Promise<Buffer> {
  const pixels = Buffer.allocUnsafe(texture.length);
  for (let index = 0; index < texture.length; index += 1) {
    pixels[index] = Math.max(0, Math.min(255, 128 + (texture[index] ?? 0) * contrast));
  }
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .jpeg({ quality: QUALITY })
    .toBuffer();
}

/** Value noise, standard deviation about 1. */
function noise(width: number, height: number): Float32Array {
  const sum = new Float32Array(width * height);
  const random = generator(1);
  let power = 0;
  for (let octave = 0; octave < OCTAVES; octave += 1) {
    const amplitude = COARSER ** octave;
    power += amplitude ** 2;
    addOctave(sum, width, { cell: 2 ** octave, amplitude, random });
  }
  const scale = 2 / Math.sqrt(power);
  return sum.map((value) => value * scale);
}

interface Octave {
  /** Distance between lattice points, px. */
  readonly cell: number;
  readonly amplitude: number;
  readonly random: () => number;
}

function addOctave(sum: Float32Array, width: number, { cell, amplitude, random }: Octave): void {
  const height = sum.length / width;
  const columns = Math.ceil(width / cell) + 1;
  const lattice = Float32Array.from({ length: columns * (Math.ceil(height / cell) + 1) }, () => (random() * 2 - 1) * amplitude);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / cell) * columns;
    const fy = (y % cell) / cell;
    for (let x = 0; x < width; x += 1) {
      const at = row + Math.floor(x / cell);
      const fx = (x % cell) / cell;
      const above = (lattice[at] ?? 0) * (1 - fx) + (lattice[at + 1] ?? 0) * fx;
      const below = (lattice[at + columns] ?? 0) * (1 - fx) + (lattice[at + columns + 1] ?? 0) * fx;
      const pixel = y * width + x;
      sum[pixel] = (sum[pixel] ?? 0) + above * (1 - fy) + below * fy;
    }
  }
}

/** Marsaglia's xorshift32 (2003): sufficient for noise, and identical on all systems. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Inserts as many comment segments after the first marker as needed. */
function padded(jpeg: Buffer, bytes: number): Buffer {
  const parts = [jpeg.subarray(0, 2)];
  for (let missing = bytes - jpeg.length; missing > 0;) {
    let length = Math.min(missing, SEGMENT_MAX_BYTES + SEGMENT_HEAD_BYTES);
    // The rest must have room for the head of a segment.
    if (missing - length > 0 && missing - length < SEGMENT_HEAD_BYTES) length -= SEGMENT_HEAD_BYTES;
    const segment = Buffer.alloc(length, '.');
    segment.writeUInt16BE(COMMENT, 0);
    segment.writeUInt16BE(length - 2, 2);
    parts.push(segment);
    missing -= length;
  }
  return Buffer.concat([...parts, jpeg.subarray(2)]);
}
