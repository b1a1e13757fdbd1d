/** A camera service in simulated time. */
import { EventEmitter } from 'node:events';
import { encodeFrame, encodeVideoFrame, readFrameHeader, type DemandParams, type VideoOffer, type VideoTier } from '@eyepiece/shared-types';

export const FRAME_MS = 1000 / 30;
const JPEG_BYTES = 140_000;
/** Least time between key frames that the service makes on request, ms. */
const KEY_MS = 500;
/** A key frame has the bytes of this time, ms. */
const KEY_HAS_MS = 120;

export const TIERS: VideoOffer['tiers'] = [
  { tier: 'sharp', bitsPerSecond: 3_000_000, maxWidth: 1280, maxFps: 30 },
  { tier: 'lean', bitsPerSecond: 1_000_000, maxWidth: 1280, maxFps: 30 },
  { tier: 'thin', bitsPerSecond: 500_000, maxWidth: 640, maxFps: 30 },
];

export interface SimulatedClock {
  nowMs: number;
}

interface Encoder {
  last: number | undefined;
  keyAtMs: number;
  keyAsked: boolean;
}

/** Behaves as docs/reference/protocol/camera-link.md says, except for frames that the test loses. */
export class SimulatedCamera extends EventEmitter {
  readonly id = 'cam';
  readonly status = 'live';
  readonly clockOffsetUs = 0;
  videoTiers = TIERS;
  demand: DemandParams = { streaming: false };
  keyRequests = 0;
  refused = 0;
  readonly #clock: SimulatedClock;
  readonly #encoders = new Map<VideoTier, Encoder>();

  constructor(clock: SimulatedClock) {
    super();
    this.#clock = clock;
  }

  setDemand(demand: DemandParams): void {
    this.demand = demand;
    for (const tier of this.#encoders.keys()) if (demand.video?.includes(tier) !== true) this.#encoders.delete(tier);
  }

  setViewers(): void {
    // Shown to users only.
  }

  noteFanout(): void {
    // Shown to users only.
  }

  readonly sampleOffer = undefined;

  refuseFrame(): void {
    this.refused += 1;
  }

  requestKey(tier: VideoTier): void {
    this.keyRequests += 1;
    const encoder = this.#encoders.get(tier);
    if (encoder) encoder.keyAsked = true;
  }

  jpeg(seq: number): void {
    const message = Buffer.from(encodeFrame(this.#fields(seq), new Uint8Array(JPEG_BYTES)));
    this.emit('frame', message, readFrameHeader(message));
  }

  /** Encodes a frame for every tier with viewers. @param isLost whether it gets lost on its way to the hub */
  video(seq: number, isLost: (tier: VideoTier) => boolean = () => false): void {
    for (const { tier, bitsPerSecond } of this.videoTiers) {
      if (this.demand.video?.includes(tier) !== true) continue;
      const encoder = this.#encoders.get(tier) ?? { last: undefined, keyAtMs: Number.NEGATIVE_INFINITY, keyAsked: false };
      this.#encoders.set(tier, encoder);
      const { nowMs } = this.#clock;
      const isDue = encoder.keyAsked && nowMs - encoder.keyAtMs >= KEY_MS;
      const key = encoder.last === undefined || isDue;
      const dependsOn = key ? seq : (encoder.last ?? seq);
      if (key) Object.assign(encoder, { keyAtMs: nowMs, keyAsked: false });
      encoder.last = seq;
      if (isLost(tier)) continue;
      const unit = new Uint8Array((bitsPerSecond / 8000) * (key ? KEY_HAS_MS : FRAME_MS));
      const message = Buffer.from(encodeVideoFrame(this.#fields(seq), { codec: 'h264', tier, key, dependsOn }, unit));
      this.emit('video', message, readFrameHeader(message));
    }
  }

  #fields(seq: number) {
    return { seq, flags: 0, capturedAtUs: Date.now() * 1000, width: 1280, height: 1024, exposureMs: 8, gainDb: 0 };
  }
}
