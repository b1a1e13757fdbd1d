/** The view of a viewer that its video has: its credit, its link and what is in flight. */
import type { HubLoad } from '../link/hub-load.ts';
import type { ViewerLink } from '../link/viewer-link.ts';
import type { LinkRate } from './link-rate.ts';
import type { VideoHost } from './video-delivery.ts';

/** The hub has not read its input for so long: frames and answers have piled up, ms. */
const BEHIND_MS = 100;

interface VideoHostParts extends Pick<VideoHost, 'lastOrdinal' | 'send'> {
  readonly flow: {
    readonly smallestRoundTripMs: number | undefined;
    readonly ackEvery: number;
    readonly inFlight: number;
    readonly bytesInFlight: number;
    oldestAgeMs(nowMs: number): number;
    blocked(nowMs: number): void;
  };
  readonly link: ViewerLink;
  /** For a link that cannot be measured by pings. */
  readonly linkRate: LinkRate;
  readonly load: HubLoad;
  /** Whether the link is the reason for smaller JPEGs. */
  readonly isJpegReduced: () => boolean;
  readonly now: () => number;
  readonly dropped: () => void;
}

export function videoHost({ flow, link, linkRate, load, isJpegReduced, now, dropped, ...rest }: VideoHostParts): VideoHost {
  return {
    ...rest,
    link: () => {
      const tellsArrivals = link.isMeasurable;
      const state = tellsArrivals ? link.state(isJpegReduced(), now()) : { ...linkRate.state, jpegReduced: false, roundTripMs: undefined };
      return { ...state, roundTripMs: flow.smallestRoundTripMs ?? state.roundTripMs ?? 0, ackEvery: flow.ackEvery, tellsArrivals };
    },
    inFlight: (nowMs) => {
      // A healthy viewer acknowledges late. What it has not acknowledged may have arrived.
      const bytes = link.isMeasurable ? Math.min(flow.bytesInFlight, link.unansweredBytes) : flow.bytesInFlight;
      return { frames: flow.inFlight, bytes, oldestMs: flow.oldestAgeMs(load.readUntil(nowMs)) };
    },
    isBehind: (nowMs) => nowMs - load.readUntil(nowMs) > BEHIND_MS,
    blocked: (nowMs) => {
      flow.blocked(nowMs);
      dropped();
    },
  };
}
