/**
 * A stream of less size or quality, encoded once per frame for all its readers, and only while it has readers.
 * sharp decodes, scales and encodes on libuv's threads, not on the event loop. A frame that arrives during encoding
 * replaces the waiting one: frames are skipped, not queued.
 */
import { FRAME_FLAG_SCALED, renditionSpec, type RenditionName } from '@eyepiece/shared-types';
import { NewestWins } from '@eyepiece/shared-types/wire/newest-wins';
import sharp, { type OutputInfo } from 'sharp';
import { SharedFrame } from './shared-frame.ts';

/** Of a frame that the hub decodes: twice the largest PixeLINK sensor. */
export const FRAME_PIXELS_MAX = 50_000_000;

export interface RenditionEvents {
  readonly made: (rendition: SharedFrame, source: SharedFrame) => void;
  /** undecodable: sharp cannot read the frame. */
  readonly dropped: (reason: 'late' | 'undecodable', frame: SharedFrame) => void;
}

export class Rendition {
  readonly #events: RenditionEvents;
  readonly #frames: NewestWins<SharedFrame>;
  /** The newest frame, and what was made of it. */
  #source: SharedFrame | undefined;
  #result: SharedFrame | 'undecodable' | undefined;

  constructor(name: RenditionName, events: RenditionEvents) {
    this.#events = events;
    const make = async (frame: SharedFrame): Promise<void> => {
      // Undecodable is only this frame: the next one may be intact.
      const result = (await encoded(frame, name)) ?? 'undecodable';
      if (frame === this.#source) this.#result = result;
      this.#announce(result, frame);
    };
    this.#frames = new NewestWins(make, (frame) => events.dropped('late', frame));
  }

  /** A frame that comes again, for a new reader, is not encoded again: clients that come and go would cost much. */
  offer(frame: SharedFrame): void {
    if (frame !== this.#source) {
      this.#source = frame;
      this.#result = undefined;
      this.#frames.offer(frame);
    } else if (this.#result) this.#announce(this.#result, frame);
  }

  #announce(result: SharedFrame | 'undecodable', source: SharedFrame): void {
    if (result === 'undecodable') this.#events.dropped('undecodable', source);
    else this.#events.made(result, source);
  }
}

/** @returns undefined when the payload is no JPEG that sharp can read, or has more pixels than its header says */
async function encoded(frame: SharedFrame, name: RenditionName): Promise<SharedFrame | undefined> {
  const { divisor, quality } = renditionSpec(name);
  const { width: wholeWidth, height } = frame.header;
  const width = Math.max(1, Math.round(wholeWidth / divisor));
  const limitInputPixels = Math.min(FRAME_PIXELS_MAX, Math.max(1, wholeWidth * height));
  let jpeg: { data: Buffer; info: OutputInfo };
  try {
    // sharp refuses some payloads, such as an empty one, before it returns a promise.
    const picture = sharp(frame.jpeg, { failOn: 'error', limitInputPixels });
    const scaled = divisor === 1 ? picture : picture.resize({ width, fit: 'inside', withoutEnlargement: true });
    jpeg = await scaled.jpeg({ quality }).toBuffer({ resolveWithObject: true });
  } catch {
    return undefined;
  }
  const { data, info } = jpeg;
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
    rendition: name,
    source: frame.header,
  });
}
