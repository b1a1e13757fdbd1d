/**
 * A stream at half or quarter size, encoded once per frame for all its readers, and only while it has readers.
 * sharp decodes, scales and encodes on libuv's threads, not on the event loop. A frame that arrives during encoding
 * replaces the waiting one: frames are skipped, not queued.
 */
import { FRAME_FLAG_SCALED } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { SharedFrame } from './shared-frame.ts';

/** Factors by which the width is reduced. JPEG decoders scale by these at almost no cost. */
export const DIVISORS = [1, 2, 4] as const;
export type Divisor = (typeof DIVISORS)[number];

const QUALITY = 75;

export class Rendition {
  readonly #divisor: Divisor;
  readonly #publish: (frame: SharedFrame) => void;
  readonly #dropped: (reason: 'late' | 'undecodable') => void;
  #making = false;
  #waiting: SharedFrame | undefined;

  constructor(divisor: Divisor, publish: (frame: SharedFrame) => void, dropped: (reason: 'late' | 'undecodable') => void) {
    this.#divisor = divisor;
    this.#publish = publish;
    this.#dropped = dropped;
  }

  offer(frame: SharedFrame): void {
    if (!this.#making) {
      void this.#make(frame);
      return;
    }
    if (this.#waiting) this.#dropped('late');
    this.#waiting = frame;
  }

  async #make(frame: SharedFrame): Promise<void> {
    this.#making = true;
    try {
      this.#publish(await scaled(frame, this.#divisor));
    } catch {
      this.#dropped('undecodable'); // only this frame: the next one may be intact
    } finally {
      this.#making = false;
    }
    const newest = this.#waiting;
    this.#waiting = undefined;
    if (newest) void this.#make(newest);
  }
}

/** @throws when the payload is no JPEG that sharp can read */
async function scaled(frame: SharedFrame, divisor: Divisor): Promise<SharedFrame> {
  const width = Math.max(1, Math.round(frame.header.width / divisor));
  const { data, info } = await sharp(frame.jpeg, { failOn: 'error' })
    .resize({ width, fit: 'inside' })
    .jpeg({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true });
  const { headerBytes } = frame.header;
  const message = Buffer.allocUnsafe(headerBytes + data.length);
  frame.message.copy(message, 0, 0, headerBytes);
  data.copy(message, headerBytes);
  const flags = (frame.header.flags | FRAME_FLAG_SCALED) >>> 0;
  message.writeUInt32BE(flags, 12);
  message.writeUInt16BE(info.width, 24);
  message.writeUInt16BE(info.height, 26);
  message.writeUInt32BE(data.length, 36);
  const header = { ...frame.header, flags, width: info.width, height: info.height, payloadBytes: data.length };
  return new SharedFrame(frame.cameraId, message, header, {
    receivedAtMs: frame.receivedAtMs,
    capturedAtMs: frame.capturedAtMs,
    ordinal: frame.ordinal,
    divisor,
    source: frame.header,
  });
}

/** The smallest divisor that keeps the picture within `maxWidth`; the largest one when none does. */
export function divisorFor(width: number, maxWidth: number | undefined): Divisor {
  if (maxWidth === undefined) return 1;
  return DIVISORS.find((divisor) => Math.round(width / divisor) <= maxWidth) ?? 4;
}
