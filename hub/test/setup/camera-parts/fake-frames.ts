/** The frames of the fake camera: pictures of one colour. */
import {
  encodeFrame,
  encodeVideoFrame,
  FRAME_FLAG_SCALED,
  type CameraSettings,
  type FrameFields,
  type VideoTier,
} from '@eyepiece/shared-types';
import sharp from 'sharp';
import type { FakeRewind } from './fake-rewind.ts';

interface FakeFramesParts {
  readonly settings: () => CameraSettings;
  readonly rewind: FakeRewind;
  readonly send: (message: Uint8Array) => void;
}

export class FakeFrames {
  readonly #parts: FakeFramesParts;
  #seq = 0;
  #jpeg: Buffer | undefined;

  constructor(parts: FakeFramesParts) {
    this.#parts = parts;
  }

  /** Of the next frame. */
  get seq(): number {
    return this.#seq;
  }

  async picture(): Promise<Buffer> {
    const { width, height } = this.#parts.settings().roi;
    this.#jpeg ??= await sharp({ create: { width, height, channels: 3, background: '#a06030' } })
      .jpeg()
      .toBuffer();
    return this.#jpeg;
  }

  async send(payload?: Uint8Array, { scaledTo }: { scaledTo?: number } = {}): Promise<number> {
    const seq = this.#seq++;
    const whole = payload ?? (await this.picture());
    const jpeg = scaledTo === undefined ? whole : await sharp(whole).resize({ width: scaledTo }).jpeg().toBuffer();
    const fields = this.#fields(seq, scaledTo);
    if (scaledTo === undefined) this.#parts.rewind.keep(fields, jpeg);
    this.#parts.send(encodeFrame(fields, jpeg));
    return seq;
  }

  sendVideo(tier: VideoTier, { dependsOn, bytes = 2000 }: { dependsOn?: number; bytes?: number } = {}): number {
    const seq = this.#seq - 1;
    const video = { codec: 'h264', tier, key: dependsOn === undefined, dependsOn: dependsOn ?? seq } as const;
    this.#parts.send(encodeVideoFrame(this.#fields(seq), video, new Uint8Array(bytes)));
    return seq;
  }

  #fields(seq: number, scaledTo?: number): FrameFields {
    const { exposure: exposureMs, gain: gainDb, roi } = this.#parts.settings();
    const width = scaledTo ?? roi.width;
    const height = Math.round((roi.height * width) / roi.width);
    const flags = scaledTo === undefined ? 0 : FRAME_FLAG_SCALED;
    return { seq, flags, capturedAtUs: Date.now() * 1000, width, height, exposureMs, gainDb };
  }
}
