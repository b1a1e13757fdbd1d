/** One frame on its way to every viewer: the camera's bytes as they came, and their wire forms, made at most once. */
import type { FrameHeader } from '@eyepiece/shared-types';
import type { Divisor } from './rendition.ts';
import { WireBuffers } from './wire-buffers.ts';
import { encodeSocketIoFrame } from './wire-frame.ts';

const buffers = new WireBuffers();

interface Provenance {
  /** performance.now() when the hub had all of it. */
  readonly receivedAtMs: number;
  /** Place in the order in which the hub received the camera's frames; sequence numbers begin anew with each stream. */
  readonly ordinal: number;
  /** 1: as the camera sent it; 2, 4: a rendition of it. */
  readonly divisor: Divisor;
  /** Header of the camera's frame that a rendition is made of. */
  readonly source?: FrameHeader;
}

export class SharedFrame {
  readonly cameraId: string;
  readonly message: Buffer;
  readonly header: FrameHeader;
  readonly receivedAtMs: number;
  readonly ordinal: number;
  readonly divisor: Divisor;
  /** Header of the frame as the camera sent it. */
  readonly source: FrameHeader;
  #wire: { bytes: Buffer; whole: Buffer } | undefined;
  #wireIsKept = false;

  constructor(cameraId: string, message: Buffer, header: FrameHeader, { receivedAtMs, ordinal, divisor, source = header }: Provenance) {
    this.cameraId = cameraId;
    this.message = message;
    this.header = header;
    this.receivedAtMs = receivedAtMs;
    this.ordinal = ordinal;
    this.divisor = divisor;
    this.source = source;
  }

  get jpeg(): Buffer {
    return this.message.subarray(this.header.headerBytes);
  }

  /** Both WebSocket frames of the Socket.IO event in one buffer: one write per viewer. Not to be held past `written`. */
  get wire(): Buffer {
    this.#wire ??= this.#encode();
    return this.#wire.bytes;
  }

  /** A transport could not write all of it at once and goes on reading it. */
  keepWire(): void {
    this.#wireIsKept = true;
  }

  /** Everybody who could take the frame now has it; who takes it later has it encoded again. */
  written(): void {
    if (this.#wire && !this.#wireIsKept) buffers.give(this.#wire.whole);
    this.#wire = undefined;
    this.#wireIsKept = false;
  }

  #encode(): { bytes: Buffer; whole: Buffer } {
    let whole: Buffer = Buffer.alloc(0);
    const bytes = encodeSocketIoFrame(this.cameraId, this.message, (length) => (whole = buffers.take(length)));
    return { bytes, whole };
  }
}
