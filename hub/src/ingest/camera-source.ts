/** What serves a camera: the link of its service (camera-link.ts), or the hub that the service has dialled (remote-source.ts). */
import type { EventEmitter } from 'node:events';
import type { CameraState, ClockOffset, DemandParams, VideoTier } from '@eyepiece/shared-types';
import type { CameraLinkEvents, LinkError } from './link-events.ts';

export interface CameraSource extends EventEmitter<CameraLinkEvents> {
  /** The camera's state at its home, as this hub shows it; undefined for the link of a camera service. */
  readonly mirrored?: CameraState | undefined;
  /** The camera's clock minus this hub's. */
  readonly clock: Pick<ClockOffset, 'isKnown' | 'offsetUs' | 'roundTripUs'>;
  readonly instanceId: string | undefined;
  readonly host: string | undefined;
  readonly address: string;
  readonly connectedAtUs: number;
  readonly lastError: LinkError | undefined;
  readonly badFrames: number;
  readonly unsentBytes: number;
  readonly pendingRequests: number;
  request(method: string, params: unknown, timeoutMs: number): Promise<unknown>;
  demand(demand: DemandParams): void;
  requestKey(tier: VideoTier): void;
  /** Counts a frame that reaches no viewer. */
  refuseFrame(what: string): void;
  close(code: number, reason: string): void;
}
