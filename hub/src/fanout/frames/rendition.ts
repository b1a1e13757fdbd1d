/**
 * A stream of less size or quality, encoded once per frame for all its readers, and only while it has readers.
 * sharp decodes, scales and encodes on libuv's threads, not on the event loop. A frame that arrives during encoding
 * replaces the waiting one: frames are skipped, not queued.
 */
import { FRAME_FLAG_SCALED, renditionSpec, type RenditionName } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { SharedFrame } from './shared-frame.ts';

export interface RenditionEvents {
  readonly made: (rendition: SharedFrame, source: SharedFrame) => void;
  /** undecodable: sharp cannot read the frame. */
  readonly dropped: (reason: 'late' | 'undecodable', frame: SharedFrame) => void;
}

export class Rendition {
  readonly #name: RenditionName;
  readonly #events: RenditionEvents;
  #making = false;
  #waiting: SharedFrame | undefined;

  constructor(name: RenditionName, events: RenditionEvents) {
    this.#name = name;
    this.#events = events;
  }

  offer(frame: SharedFrame): void {
    if (!this.#making) {
      void this.#make(frame);
      return;
    }
    if (this.#waiting) this.#events.dropped('late', this.#waiting);
    this.#waiting = frame;
  }

  async #make(frame: SharedFrame): Promise<void> {
    this.#making = true;
    try {
      const rendition = await encoded(frame, this.#name);
      if (rendition) this.#events.made(rendition, frame);
      else this.#events.dropped('undecodable', frame); // only this frame: the next one may be intact
    } finally {
      this.#making = false;
    }
    const newest = this.#waiting;
    this.#waiting = undefined;
    if (newest) void this.#make(newest);
  }
}

/** @returns undefined when the payload is no JPEG that sharp can read */
async function encoded(frame: SharedFrame, name: RenditionName): Promise<SharedFrame | undefined> {
  const { divisor, quality } = renditionSpec(name);
  const width = Math.max(1, Math.round(frame.header.width / divisor));
  const picture = sharp(frame.jpeg, { failOn: 'error' });
  const scaled = divisor === 1 ? picture : picture.resize({ width, fit: 'inside' });
  const jpeg = await scaled
    .jpeg({ quality })
    .toBuffer({ resolveWithObject: true })
    .catch(() => undefined);
  if (!jpeg) return undefined;
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
