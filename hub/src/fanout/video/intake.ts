/**
 * Puts the frames of a camera in one order, and refuses video frames and samples that do not fit in it. Pure: the time is an argument.
 *
 * A viewer gets frames in ascending order only, whatever their kind. It therefore never gets two frames with the same
 * sequence number, and an acknowledgement names one frame. JPEG and video of a camera's frame have the same number, but
 * they arrive in any sequence. Numbers of JPEG frames restart with the stream, while the order goes on.
 */
import { seqDistance, VIDEO_TIERS, type VideoTier } from '@eyepiece/shared-types';

/** The frames beside the JPEGs: the tiers of video, and samples. */
const LANES = [...VIDEO_TIERS, 'samples'] as const;
type Lane = (typeof LANES)[number];

/** They may be this many frames ahead of the newest JPEG, which a slow link to the camera delays, and behind it. */
const AHEAD_MAX = 300;
const BEHIND_MAX = 1024;
/** A larger step of JPEG frames is a restart of the stream. */
const STEP_MAX = 65_536;
/** Frames of one lane in a second. Cameras encode up to 30. */
const PER_SECOND_MAX = 240;

interface Arrived {
  order: number;
  sinceMs: number;
  count: number;
}

export class Intake {
  #newest: { seq: number; order: number } | undefined;
  readonly #lanes: Readonly<Record<Lane, Arrived>>;

  constructor() {
    const none = (): Arrived => ({ order: -1, sinceMs: Number.NEGATIVE_INFINITY, count: 0 });
    this.#lanes = Object.fromEntries(LANES.map((lane) => [lane, none()])) as Record<Lane, Arrived>;
  }

  /** A JPEG has arrived. @returns its place in the order of all frames */
  jpeg(seq: number): number {
    const newest = this.#newest;
    const step = newest ? seqDistance(seq, newest.seq) : 0;
    const order = newest && step > 0 && step <= STEP_MAX ? newest.order + step : this.#nextOrder;
    this.#newest = { seq, order };
    return order;
  }

  /** After all frames so far. */
  get #nextOrder(): number {
    return 1 + Math.max(this.#newest?.order ?? -1, ...LANES.map((lane) => this.#lanes[lane].order));
  }

  /** A video frame has arrived. @returns its place, or undefined for a frame that must not reach any viewer */
  video(seq: number, tier: VideoTier, nowMs: number): number | undefined {
    return this.#beside(seq, this.#lanes[tier], nowMs);
  }

  /** Samples have arrived. @returns as for video */
  samples(seq: number, nowMs: number): number | undefined {
    return this.#beside(seq, this.#lanes.samples, nowMs);
  }

  #beside(seq: number, arrived: Arrived, nowMs: number): number | undefined {
    if (nowMs - arrived.sinceMs >= 1000) Object.assign(arrived, { sinceMs: nowMs, count: 0 });
    arrived.count += 1;
    const newest = this.#newest;
    if (!newest || arrived.count > PER_SECOND_MAX) return undefined;
    const step = seqDistance(seq, newest.seq);
    const order = newest.order + step;
    if (step > AHEAD_MAX || step < -BEHIND_MAX || order <= arrived.order) return undefined;
    arrived.order = order;
    return order;
  }
}
