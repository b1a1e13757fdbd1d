/** One frame, shared by all readers: the camera's bytes and their encodings for WebSockets and for HTTP. */
import type { FrameHeader, RenditionName } from '@eyepiece/shared-types';
import { encodeMjpegPart, timeHeaders } from './mjpeg-part.ts';
import { SharedBytes } from './shared-bytes.ts';
import { encodeWireFrame, nextPingId, type WireFrame } from './wire-frame.ts';

interface Provenance {
  /** performance.now() at complete receipt by the hub. */
  readonly receivedAtMs: number;
  /** End of exposure on the clock of performance.now(). Default: as received. */
  readonly capturedAtMs?: number;
  /** Place in the order of the camera's frames. Unlike sequence numbers it does not restart with the stream. */
  readonly ordinal: number;
  /** full: the camera's frame. */
  readonly rendition: RenditionName;
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
  readonly rendition: RenditionName;
  /** Header of the camera's frame. */
  readonly source: FrameHeader;
  /** Of the ping that follows the frame in `pingedWire`. */
  readonly pingId = nextPingId();
  readonly #wire = new SharedBytes<WireFrame>();
  readonly #part = new SharedBytes<Buffer>();

  constructor(cameraId: string, message: Buffer, header: FrameHeader, provenance: Provenance) {
    const { receivedAtMs, capturedAtMs = receivedAtMs, ordinal, rendition, source = header } = provenance;
    this.cameraId = cameraId;
    this.message = message;
    this.header = header;
    this.receivedAtMs = receivedAtMs;
    this.capturedAtMs = capturedAtMs;
    this.ordinal = ordinal;
    this.rendition = rendition;
    this.source = source;
  }

  get jpeg(): Buffer {
    return this.message.subarray(this.header.headerBytes);
  }

  /** Both WebSocket frames of the Socket.IO event in one buffer, for one write per viewer. Invalid after `written`. */
  get wire(): Buffer {
    return this.#encoded.frame;
  }

  /** The same with a ping after it. Invalid after `written`. */
  get pingedWire(): Buffer {
    return this.#encoded.pinged;
  }

  get #encoded(): WireFrame {
    return this.#wire.get((take) => encodeWireFrame(this.cameraId, this.message, this.pingId, take));
  }

  /**
   * The part of an MJPEG feed in one buffer, for one write per client. Invalid after `written`.
   * @param dateUs converts a time of the camera clock to Unix time, µs
   */
  mjpegPart(dateUs: (cameraUs: number) => number): Buffer {
    const { header } = this;
    return this.#part.get((take) => encodeMjpegPart(this.jpeg, timeHeaders(header, dateUs(header.capturedAtUs)), take));
  }

  /** Excludes the buffer of `wire` and `pingedWire` from reuse: a transport has not written all of it yet. */
  keepWire(): void {
    this.#wire.keep();
  }

  /** Excludes the buffer of `mjpegPart` from reuse. */
  keepMjpegPart(): void {
    this.#part.keep();
  }

  /** Releases the buffers after all readers that are ready were served. Later readers encode the frame again. */
  written(): void {
    this.#wire.written();
    this.#part.written();
  }
}
