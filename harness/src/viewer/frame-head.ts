/** Reads the header of a frame of which only the first bytes are in memory. */
import { FRAME_FLAG_SCALED, FRAME_HEADER_BYTES, FRAME_MAGIC, FRAME_VERSION, FrameError } from '@eyepiece/shared-types';

export interface FrameHead {
  readonly seq: number;
  readonly scaled: boolean;
  readonly capturedAtUs: number;
  readonly width: number;
}

/** `head`: the first bytes of the message; `bytes`: length of all of it. @throws {FrameError} */
export function readFrameHead(head: Buffer, bytes: number): FrameHead {
  if (head.length < FRAME_HEADER_BYTES) throw new FrameError('frame_too_short', `a frame of ${bytes} bytes`);
  if (head.readUInt32BE(0) !== FRAME_MAGIC) throw new FrameError('bad_magic', 'the message is no frame');
  if (head[4] !== FRAME_VERSION) throw new FrameError('unsupported_version', `frame of version ${String(head[4])}`);
  const expectedBytes = head.readUInt16BE(6) + head.readUInt32BE(36);
  if (expectedBytes !== bytes) throw new FrameError('payload_length_mismatch', `${bytes} bytes instead of ${expectedBytes}`);
  return {
    seq: head.readUInt32BE(8),
    scaled: (head.readUInt32BE(12) & FRAME_FLAG_SCALED) !== 0,
    capturedAtUs: head.readUInt32BE(16) * 0x1_0000_0000 + head.readUInt32BE(20),
    width: head.readUInt16BE(24),
  };
}
