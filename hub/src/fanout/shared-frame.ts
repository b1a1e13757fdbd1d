/** One frame on its way to every viewer: the camera's bytes as they came, and their wire forms, made at most once. */
import type { FrameHeader } from '@eyepiece/shared-types';
import { encodeSocketIoFrame } from './wire-frame.ts';
import type { Divisor } from './rendition.ts';

interface Provenance {
  /** performance.now() when the hub had all of it. */
  readonly receivedAtMs: number;
  /** Place in the order in which the hub received the camera's frames; sequence numbers begin anew with each stream. */
  readonly ordinal: number;
  /** 1: as the camera sent it; 2, 4: a rendition of it. */
  readonly divisor: Divisor;
}

export class SharedFrame {
  readonly cameraId: string;
  readonly message: Buffer;
  readonly header: FrameHeader;
  readonly receivedAtMs: number;
  readonly ordinal: number;
  readonly divisor: Divisor;
  #wire: Buffer | undefined;

  constructor(cameraId: string, message: Buffer, header: FrameHeader, { receivedAtMs, ordinal, divisor }: Provenance) {
    this.cameraId = cameraId;
    this.message = message;
    this.header = header;
    this.receivedAtMs = receivedAtMs;
    this.ordinal = ordinal;
    this.divisor = divisor;
  }

  get jpeg(): Buffer {
    return this.message.subarray(this.header.headerBytes);
  }

  /** Both WebSocket frames of the Socket.IO event in one buffer: one write per viewer. */
  get wire(): Buffer {
    this.#wire ??= encodeSocketIoFrame(this.cameraId, this.message);
    return this.#wire;
  }
}
