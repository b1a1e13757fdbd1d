/** What a camera offers as video, and which of its video frames and samples the hub has asked for. */
import {
  FRAME_FLAG_REWOUND,
  type DemandParams,
  type FrameHeader,
  type VideoFields,
  type VideoOffer,
  type VideoTier,
} from '@eyepiece/shared-types';

/** Frames of a tier, and samples, may arrive this long after the demand for it has ended, ms: they were on their way. */
const LATE_MAX_MS = 5000;
const NO_TIERS: VideoOffer['tiers'] = [];

/** Header of a frame of kind 2. */
export type VideoFrameHeader = FrameHeader & { readonly video: VideoFields };

export function isVideo(header: FrameHeader): header is VideoFrameHeader {
  return header.video !== undefined;
}

/** Whether the frame is one of the past, which no viewer of the live stream gets. */
export function isRewound(header: FrameHeader): boolean {
  return !isVideo(header) && (header.flags & FRAME_FLAG_REWOUND) !== 0;
}

export class CameraVideo {
  #offer: VideoOffer | undefined;
  #wanted: readonly (VideoTier | 'samples')[] = [];
  readonly #endedAtMs = new Map<VideoTier | 'samples', number>();
  readonly #refuse: (what: string) => void;

  constructor(refuse: (what: string) => void) {
    this.#refuse = refuse;
  }

  /** The tiers that viewers can get. The same array until the offer changes. */
  get tiers(): VideoOffer['tiers'] {
    return this.#offer?.tiers ?? NO_TIERS;
  }

  /** For the state of the camera, which has no field without video. */
  get state(): { readonly video?: VideoTier[] } {
    return this.tiers.length === 0 ? {} : { video: this.tiers.map(({ tier }) => tier) };
  }

  /** `undefined`: the service sends no video. */
  setOffer(offer: VideoOffer | undefined): void {
    this.#offer = offer;
  }

  demand({ video = [], samples }: DemandParams, nowMs: number): void {
    const wanted = samples ? [...video, 'samples' as const] : video;
    for (const kind of this.#wanted) if (!wanted.includes(kind)) this.#endedAtMs.set(kind, nowMs);
    this.#wanted = wanted;
  }

  /** Whether the frame has viewers. Refuses it if its kind had none for long. */
  wants(kind: VideoTier | 'samples', { seq }: FrameHeader): boolean {
    if (this.#wanted.includes(kind)) return true;
    const endedAtMs = this.#endedAtMs.get(kind);
    const isLate = endedAtMs !== undefined && performance.now() - endedAtMs < LATE_MAX_MS;
    if (!isLate) this.#refuse(`frame ${seq} of ${kind} was not asked for`);
    return false;
  }
}
