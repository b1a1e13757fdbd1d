/** One frame, shared by all viewers: the camera's bytes and their wire encoding, which is made on demand. */
import type { FrameHeader } from '@eyepiece/shared-types';
import type { Divisor } from './rendition.ts';
import { WireBuffers } from './wire-buffers.ts';
import { encodeSocketIoFrame } from './wire-frame.ts';

const buffers = new WireBuffers();

interface Provenance {
  /** performance.now() at complete receipt by the hub. */
  readonly receivedAtMs: number;
  /** End of exposure on the clock of performance.now(). Default: as received. */
  readonly capturedAtMs?: number;
  /** Counts the frames received from the camera. Unlike sequence numbers it does not restart with the stream. */
  readonly ordinal: number;
  /** 1: the camera's frame; 2, 4: a rendition of it. */
  readonly divisor: Divisor;
  /** Header of the camera's frame that a rendition is made from. */
  readonly source?: FrameHeader;
}

export class SharedFrame {
  readonly cameraId: string;
  readonly message: Buffer;
  readonly header: FrameHeader;
  readonly receivedAtMs: number;
  readonly capturedAtMs: number;
  readonly ordinal: number;
  readonly divisor: Divisor;
  /** Header of the camera's frame. */
  readonly source: FrameHeader;
  #wire: { bytes: Buffer; whole: Buffer } | undefined;
  #wireIsKept = false;

  constructor(cameraId: string, message: Buffer, header: FrameHeader, provenance: Provenance) {
    const { receivedAtMs, capturedAtMs = receivedAtMs, ordinal, divisor, source = header } = provenance;
    this.cameraId = cameraId;
    this.message = message;
    this.header = header;
    this.receivedAtMs = receivedAtMs;
    this.capturedAtMs = capturedAtMs;
    this.ordinal = ordinal;
    this.divisor = divisor;
    this.source = source;
  }

  get jpeg(): Buffer {
    return this.message.subarray(this.header.headerBytes);
  }

  /** Both WebSocket frames of the Socket.IO event in one buffer, for one write per viewer. Invalid after `written`. */
  get wire(): Buffer {
    this.#wire ??= this.#encode();
    return this.#wire.bytes;
  }

  /** Excludes the buffer from reuse: a transport has not written all of it yet. */
  keepWire(): void {
    this.#wireIsKept = true;
  }

  /** Releases the buffer after all viewers with credit were served. Later viewers encode the frame again. */
  written(): void {
    if (this.#wire && !this.#wireIsKept) buffers.release(this.#wire.whole);
    this.#wire = undefined;
    this.#wireIsKept = false;
  }

  #encode(): { bytes: Buffer; whole: Buffer } {
    let whole: Buffer = Buffer.alloc(0);
    const bytes = encodeSocketIoFrame(this.cameraId, this.message, (length) => (whole = buffers.take(length)));
    return { bytes, whole };
  }
}
