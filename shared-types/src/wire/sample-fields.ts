/** The fields that a frame of samples has after those of every frame: bytes 40 to 43 of its header, see docs/reference/protocol/frame.md. */
import { FrameError } from './frame-error.ts';

/** Header length of a frame of samples, bytes. */
export const SAMPLES_HEADER_BYTES = 44;
/** Largest picture, bytes of 16 bit samples: a viewer allocates them before it reads the payload. */
export const MAX_SAMPLE_BYTES = 128 * 1024 * 1024;

/** Colours of the first two samples of the first two rows. The codec writes the position in this list, from 1. */
export const MOSAICS = ['RGGB', 'GRBG', 'GBRG', 'BGGR'] as const;
export type Mosaic = (typeof MOSAICS)[number];

const CODING_PREDICTED_DEFLATE = 1;
/** Deflate stores at most 1032 bytes in one. Data that it cannot compress grows by the headers of its blocks. */
const DEFLATE_RATIO_MAX = 1032;
const DEFLATE_HEADS = { share: 0.001, bytes: 64 };

export interface SampleFields {
  /** Significant bits of each sample. */
  readonly bits: number;
  /** 3: red, green and blue of each pixel. */
  readonly channels: 1 | 3;
  /** Of a sensor with a Bayer mosaic; absent otherwise. */
  readonly mosaic?: Mosaic;
}

interface Extent {
  readonly width: number;
  readonly height: number;
  readonly payloadBytes: number;
}

/** Bytes of the samples of a picture, 2 each. */
export function sampleBytes({ width, height }: Pick<Extent, 'width' | 'height'>, channels: number): number {
  return width * height * channels * 2;
}

/** @throws {FrameError} for the first invalid field, and for a payload that cannot be of such a picture */
export function readSampleFields(data: DataView, extent: Extent): SampleFields {
  const coding = data.getUint8(40);
  if (coding !== CODING_PREDICTED_DEFLATE) {
    throw new FrameError('bad_value', `coding ${coding} of samples; this reader knows ${CODING_PREDICTED_DEFLATE}`);
  }
  const bits = data.getUint8(41);
  const channels = data.getUint8(42);
  const mosaicNumber = data.getUint8(43);
  if (channels !== 1 && channels !== 3) throw new FrameError('bad_value', `${channels} channels are neither 1 nor 3`);
  const mosaic = MOSAICS[mosaicNumber - 1];
  if (mosaicNumber !== 0 && mosaic === undefined) {
    throw new FrameError('bad_value', `mosaic ${mosaicNumber} is not from 0 to ${MOSAICS.length}`);
  }
  const fields = { bits, channels, ...(mosaic !== undefined && { mosaic }) } as const;
  checkSampleFields(fields, extent);
  return fields;
}

/** @throws {FrameError} if a field is out of range, or the payload cannot be of such a picture */
export function writeSampleFields(data: DataView, fields: SampleFields, extent: Extent): void {
  checkSampleFields(fields, extent);
  data.setUint8(40, CODING_PREDICTED_DEFLATE);
  data.setUint8(41, fields.bits);
  data.setUint8(42, fields.channels);
  data.setUint8(43, fields.mosaic === undefined ? 0 : MOSAICS.indexOf(fields.mosaic) + 1);
}

function checkSampleFields({ bits, channels, mosaic }: SampleFields, extent: Extent): void {
  const { width, height, payloadBytes } = extent;
  if (!Number.isInteger(bits) || bits < 1 || bits > 16) throw new FrameError('bad_value', `${bits} bits of a sample are not from 1 to 16`);
  if (mosaic !== undefined && channels !== 1) throw new FrameError('bad_value', `a mosaic has 1 channel, not ${channels}`);
  if (width === 0 || height === 0) throw new FrameError('bad_value', `a picture of ${width}×${height} px has no samples`);
  const bytes = sampleBytes(extent, channels);
  if (bytes > MAX_SAMPLE_BYTES) throw new FrameError('too_large', `samples of ${bytes} bytes are above ${MAX_SAMPLE_BYTES}`);
  const most = Math.floor(bytes * (1 + DEFLATE_HEADS.share)) + DEFLATE_HEADS.bytes;
  const least = Math.floor(bytes / DEFLATE_RATIO_MAX);
  if (payloadBytes < least || payloadBytes > most) {
    throw new FrameError('bad_value', `${width}×${height} px in ${payloadBytes} bytes are outside ${least} to ${most}`);
  }
}
