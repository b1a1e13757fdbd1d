/**
 * The binary frame that travels unchanged from the camera service through the hub to every viewer.
 * Layout, version 1, big-endian: see docs/reference/protocol/frame.md. No I/O, no dependencies: runs in Node, browsers and workers.
 */
import { checkUint, FrameError } from './frame-error.ts';
import { readSampleFields, SAMPLES_HEADER_BYTES, writeSampleFields, type SampleFields } from './sample-fields.ts';
import { readVideoFields, VIDEO_HEADER_BYTES, writeVideoFields, type VideoFields } from './video-fields.ts';

export { FRAME_ERROR_CODES, FrameError, type FrameErrorCode } from './frame-error.ts';
export { VIDEO_TIERS, type VideoTier } from '../streams/video-tiers.ts';
export { MAX_SAMPLE_BYTES, MOSAICS, sampleBytes, SAMPLES_HEADER_BYTES, type Mosaic, type SampleFields } from './sample-fields.ts';
export { VIDEO_HEADER_BYTES, type VideoFields } from './video-fields.ts';

export const FRAME_MAGIC = 0x45594550; // "EYEP"
export const FRAME_VERSION = 1;
export const FRAME_KIND_JPEG = 1;
export const FRAME_KIND_VIDEO = 2;
export const FRAME_KIND_SAMPLES = 3;
/** Header length of a JPEG frame, and of the fields that every kind has, bytes. */
export const FRAME_HEADER_BYTES = 40;
/** Largest payload that a reader accepts, bytes. A 20-megapixel JPEG at quality 100 is below a third of it. */
export const MAX_FRAME_PAYLOAD_BYTES = 64 * 1024 * 1024;

export const FRAME_FLAG_SCALED = 1;
export const FRAME_FLAG_SETTINGS_CHANGED = 2;
/** A frame of the past, which a `rewind.frame` of the hub asked for. It is no frame of the live stream. */
export const FRAME_FLAG_REWOUND = 4;

export interface FrameHeader {
  /** FRAME_KIND_JPEG, FRAME_KIND_VIDEO or FRAME_KIND_SAMPLES. A reader that only shows JPEGs checks it. */
  readonly kind: number;
  /** Bytes before the payload; those of its kind in version 1, possibly more in later versions. */
  readonly headerBytes: number;
  /** 0 at stream start, +1 for each frame that the camera delivered; wraps at 2^32. A gap is a dropped frame. */
  readonly seq: number;
  readonly flags: number;
  /** End of exposure, µs since the Unix epoch, camera clock. */
  readonly capturedAtUs: number;
  /** Size of the picture in the payload, px. */
  readonly width: number;
  readonly height: number;
  readonly exposureMs: number;
  readonly gainDb: number;
  readonly payloadBytes: number;
  /** Present exactly for FRAME_KIND_VIDEO. */
  readonly video?: VideoFields;
  /** Present exactly for FRAME_KIND_SAMPLES. */
  readonly samples?: SampleFields;
}

/** The fields that every kind has. */
export type FrameFields = Omit<FrameHeader, 'headerBytes' | 'payloadBytes' | 'kind' | 'video' | 'samples'>;

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Reads and checks the header of a whole frame message without allocating memory of the payload's size.
 * @param messageBytes length of the message, for a reader that has only its first bytes in memory
 * @throws {FrameError} for the first invalid field, in the order of the fields.
 */
export function readFrameHeader(message: Uint8Array, messageBytes = message.byteLength): FrameHeader {
  if (message.byteLength < FRAME_HEADER_BYTES) {
    throw new FrameError('frame_too_short', `a frame has at least ${FRAME_HEADER_BYTES} bytes, this one ${message.byteLength}`);
  }
  const data = view(message);
  const magic = data.getUint32(0);
  if (magic !== FRAME_MAGIC) {
    throw new FrameError('bad_magic', `magic 0x${magic.toString(16).padStart(8, '0')} is not "EYEP"`);
  }
  const version = data.getUint8(4);
  if (version !== FRAME_VERSION) throw new FrameError('unsupported_version', `version ${version}; this reader knows ${FRAME_VERSION}`);
  const kind = data.getUint8(5);
  const leastBytes = headerBytesOf(kind);
  const headerBytes = data.getUint16(6);
  if (headerBytes < leastBytes || headerBytes > messageBytes) {
    throw new FrameError('bad_header_length', `header length ${headerBytes} is outside ${leastBytes} to ${messageBytes}`);
  }
  const payloadBytes = data.getUint32(36);
  if (payloadBytes > MAX_FRAME_PAYLOAD_BYTES) {
    throw new FrameError('too_large', `payload of ${payloadBytes} bytes is above ${MAX_FRAME_PAYLOAD_BYTES}`);
  }
  if (headerBytes + payloadBytes !== messageBytes) {
    throw new FrameError(
      'payload_length_mismatch',
      `header says ${payloadBytes} payload bytes, the message carries ${messageBytes - headerBytes}`,
    );
  }
  const fields = readFields(data);
  if (kind === FRAME_KIND_JPEG) return { kind, headerBytes, payloadBytes, ...fields };
  if (message.byteLength < leastBytes) {
    throw new FrameError('frame_too_short', `a frame of kind ${kind} needs its first ${leastBytes} bytes, not ${message.byteLength}`);
  }
  if (kind === FRAME_KIND_SAMPLES) {
    return { kind, headerBytes, payloadBytes, ...fields, samples: readSampleFields(data, { ...fields, payloadBytes }) };
  }
  return { kind, headerBytes, payloadBytes, ...fields, video: readVideoFields(data, fields.seq) };
}

function headerBytesOf(kind: number): number {
  if (kind === FRAME_KIND_JPEG) return FRAME_HEADER_BYTES;
  if (kind === FRAME_KIND_VIDEO) return VIDEO_HEADER_BYTES;
  if (kind === FRAME_KIND_SAMPLES) return SAMPLES_HEADER_BYTES;
  throw new FrameError('unsupported_kind', `kind ${kind}; this reader knows ${FRAME_KIND_JPEG} to ${FRAME_KIND_SAMPLES}`);
}

function readFields(data: DataView): FrameFields {
  const high = data.getUint32(16);
  if (high > 0x1fffff) throw new FrameError('bad_value', 'capture time is above 2^53 µs');
  const exposureMs = data.getFloat32(28);
  const gainDb = data.getFloat32(32);
  if (!Number.isFinite(exposureMs) || exposureMs < 0) throw new FrameError('bad_value', `exposure ${exposureMs} ms is not a duration`);
  if (!Number.isFinite(gainDb)) throw new FrameError('bad_value', `gain ${gainDb} dB is not a number`);
  return {
    seq: data.getUint32(8),
    flags: data.getUint32(12),
    capturedAtUs: high * 0x1_0000_0000 + data.getUint32(20),
    width: data.getUint16(24),
    height: data.getUint16(26),
    exposureMs,
    gainDb,
  };
}

/** Returns the JPEG, the access unit or the compressed samples of a checked frame as a view on the same memory. */
export function framePayload(message: Uint8Array, header: FrameHeader): Uint8Array {
  return message.subarray(header.headerBytes);
}

/**
 * Encodes a frame message with a JPEG as payload.
 * @throws {FrameError} `bad_value` or `too_large` if a field is out of range.
 */
export function encodeFrame(fields: FrameFields, jpeg: Uint8Array): Uint8Array {
  return encodeKind(FRAME_KIND_JPEG, fields, jpeg);
}

/**
 * Encodes a frame message with an H.264 access unit as payload.
 * @throws {FrameError} `bad_value` or `too_large` if a field is out of range.
 */
export function encodeVideoFrame(fields: FrameFields, video: VideoFields, accessUnit: Uint8Array): Uint8Array {
  const message = encodeKind(FRAME_KIND_VIDEO, fields, accessUnit);
  writeVideoFields(view(message), fields.seq, video);
  return message;
}

/**
 * Encodes a frame message with compressed samples as payload, see samples.ts.
 * @throws {FrameError} `bad_value` or `too_large` if a field is out of range.
 */
export function encodeSampleFrame(fields: FrameFields, samples: SampleFields, deflated: Uint8Array): Uint8Array {
  const message = encodeKind(FRAME_KIND_SAMPLES, fields, deflated);
  writeSampleFields(view(message), samples, { ...fields, payloadBytes: deflated.byteLength });
  return message;
}

/** The message with the fields that every kind has and the payload. */
function encodeKind(kind: number, fields: FrameFields, payload: Uint8Array): Uint8Array {
  if (payload.byteLength > MAX_FRAME_PAYLOAD_BYTES) {
    throw new FrameError('too_large', `payload of ${payload.byteLength} bytes is above ${MAX_FRAME_PAYLOAD_BYTES}`);
  }
  checkFields(fields);
  const headerBytes = headerBytesOf(kind);
  const message = new Uint8Array(headerBytes + payload.byteLength);
  const data = view(message);
  data.setUint32(0, FRAME_MAGIC);
  data.setUint8(4, FRAME_VERSION);
  data.setUint8(5, kind);
  data.setUint16(6, headerBytes);
  data.setUint32(8, fields.seq);
  data.setUint32(12, fields.flags);
  data.setUint32(16, Math.floor(fields.capturedAtUs / 0x1_0000_0000));
  data.setUint32(20, fields.capturedAtUs % 0x1_0000_0000);
  data.setUint16(24, fields.width);
  data.setUint16(26, fields.height);
  data.setFloat32(28, fields.exposureMs);
  data.setFloat32(32, fields.gainDb);
  data.setUint32(36, payload.byteLength);
  message.set(payload, headerBytes);
  return message;
}

function checkFields(fields: FrameFields): void {
  checkUint('seq', fields.seq, 0xffff_ffff);
  checkUint('flags', fields.flags, 0xffff_ffff);
  checkUint('capturedAtUs', fields.capturedAtUs, Number.MAX_SAFE_INTEGER);
  checkUint('width', fields.width, 0xffff);
  checkUint('height', fields.height, 0xffff);
  if (!Number.isFinite(fields.exposureMs) || fields.exposureMs < 0) throw new FrameError('bad_value', `exposureMs ${fields.exposureMs}`);
  if (!Number.isFinite(fields.gainDb)) throw new FrameError('bad_value', `gainDb ${fields.gainDb}`);
}

/** How far `seq` is ahead of `earlier` on the 32-bit circle; negative when it is behind. Serial number arithmetic, RFC 1982. */
export function seqDistance(seq: number, earlier: number): number {
  return (seq - earlier) | 0;
}
