/** One frame on its way to every viewer: the camera's bytes as they came, and their wire forms, made at most once. */
import type { FrameHeader } from '@eyepiece/shared-types';
import { encodeSocketIoFrame } from './wire-frame.ts';

export class SharedFrame {
  readonly cameraId: string;
  readonly message: Buffer;
  readonly header: FrameHeader;
  /** performance.now() when the hub had all of it. */
  readonly receivedAtMs: number;
  #wire: Buffer | undefined;

  constructor(cameraId: string, message: Buffer, header: FrameHeader, receivedAtMs: number) {
    this.cameraId = cameraId;
    this.message = message;
    this.header = header;
    this.receivedAtMs = receivedAtMs;
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
