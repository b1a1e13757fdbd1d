/** Pictures in the parts of a message: frames of Eyepiece, and plain JPEGs. */
import { FRAME_KIND_JPEG, FRAME_MAGIC, FrameError, framePayload, readFrameHeader, type FrameFields } from '@eyepiece/shared-types';
import type { RawPart } from './descriptors.ts';

/** Start of image, and the first byte of the next marker (ITU-T T.81, annex B). */
const JPEG_START = 0xff_d8_ff;

export interface FramePart {
  readonly jpeg: Uint8Array;
  /** Of a frame of Eyepiece. */
  readonly fields: FrameFields | undefined;
}

export function framesOf(parts: readonly RawPart[]): FramePart[] {
  return parts.flatMap(({ kind, payload }) => (kind === 'binary' ? frameOf(payload) : []));
}

function frameOf(payload: Uint8Array): FramePart[] {
  if (payload.length < 4) return [];
  const start = new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0);
  if (start >>> 8 === JPEG_START) return [{ jpeg: payload, fields: undefined }];
  if (start !== FRAME_MAGIC) return [];
  try {
    const header = readFrameHeader(payload);
    if (header.kind !== FRAME_KIND_JPEG) return [];
    return [{ jpeg: framePayload(payload, header), fields: header }];
  } catch (error) {
    // A recording also holds what is broken.
    if (error instanceof FrameError) return [];
    throw error;
  }
}
