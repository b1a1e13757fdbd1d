import type { Capabilities, CaptureFormat } from '@eyepiece/shared-types';
import { FORMAT_NAMES } from '../../text/format-names.ts';

export interface FormatWords {
  readonly format: CaptureFormat;
  readonly name: string;
  /** Bits per sample. */
  readonly depth: string;
  readonly use: string;
}

const USE: Record<CaptureFormat, string> = {
  jpg: 'Small; for reports and sharing',
  png: 'Lossless; opens nearly everywhere',
  png8: 'Lossless, reduced to 8 bits',
  tiff: 'Lossless; for image analysis',
  'ome-tiff': 'Lossless, with objective, scale and detector; for ImageJ, QuPath, OMERO',
  raw: 'Unprocessed sensor data with colour mosaic; a .npy for NumPy',
};
const EIGHT_BIT: readonly CaptureFormat[] = ['jpg', 'png8'];

/**
 * Significant bits per sample of a pixel format, from the number in its name: MONO8, BAYER16, MONO12_PACKED, RGB24,
 * YUV422.
 */
function bitsOf(pixelFormat: string | undefined, sensorBits: number): number {
  const number = Number(/\d+/.exec(pixelFormat ?? '')?.[0]);
  if (number === 8 || number === 24 || number === 422) return 8;
  return number > 8 && number < 16 ? number : sensorBits;
}

/**
 * The camera's capture formats with their bit depth under the current settings, and their purpose. With 8 bits, a PNG
 * reduced to 8 bits is the same file as a PNG, and is left out.
 */
export function formatWords(
  { captureFormats, sensor }: Pick<Capabilities, 'captureFormats' | 'sensor'>,
  pixelFormat: string | undefined,
): FormatWords[] {
  const bits = bitsOf(pixelFormat, sensor.bitDepth);
  const twin = bits === 8 && captureFormats.includes('png') ? 'png8' : null;
  const offered = captureFormats.filter((format) => format !== twin);
  return offered.map((format) => ({
    format,
    name: FORMAT_NAMES[format === 'png8' ? 'png' : format],
    depth: EIGHT_BIT.includes(format) ? '8-bit' : `${bits}-bit`,
    use: USE[format],
  }));
}

/** The one in use, or the one that makes the same file. */
export function usedWords(words: readonly FormatWords[], used: CaptureFormat | null): FormatWords | undefined {
  const exact = words.find(({ format }) => format === used);
  return exact ?? (used === 'png8' ? words.find(({ format }) => format === 'png') : undefined);
}
