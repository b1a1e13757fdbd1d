/** The interface of receivers of a stream. */
import type { Flow, RenditionName, VideoTier } from '@eyepiece/shared-types';
import { nowUs } from '../process/host-clock.ts';
import type { Age } from './ages.ts';
import { NO_MEASUREMENTS, StreamCounters, type FanoutMeasurements } from './counters.ts';
import type { ReaderDemand } from './frames/demand.ts';
import type { SharedFrame } from './frames/shared-frame.ts';
import type { Sizes } from './frames/sizes.ts';
import type { FlowReport } from './flow-control.ts';
import { NO_LOAD, type HubLoad } from './link/hub-load.ts';
import type { SampleSubscriber } from './samples/sample-feed.ts';
import type { VideoSubscriber } from './video/video-feed.ts';
import type { ViewerVideoOptions } from './video/viewer-video.ts';

/** The user that a reader belongs to. */
export interface ReaderOwner {
  readonly userId: string;
  readonly name: string;
  readonly address: string;
  /** Entered with a share link. */
  readonly guest?: boolean;
  /** A browser, not another program. */
  readonly browser?: boolean;
}

export const NO_OWNER: ReaderOwner = { userId: '', name: '', address: '' };

/** Of a viewer on a socket. */
export interface ViewerOptions extends ReaderDemand {
  readonly owner?: ReaderOwner;
  readonly counters?: StreamCounters;
  readonly measurements?: FanoutMeasurements;
  /** Expected sizes of the camera's renditions. */
  readonly sizes?: Sizes;
  readonly cameraId: string;
  readonly flow: 'ack' | 'none';
  /** Of a viewer that asked for video; it must acknowledge. */
  readonly video?: Pick<ViewerVideoOptions, 'prefer' | 'allowance'> | undefined;
  /** Of a viewer that asked for samples; it must acknowledge. */
  readonly samples?: boolean | undefined;
  readonly now?: () => number;
  /** Default: none. */
  readonly load?: HubLoad | undefined;
}

export interface ResolvedOptions extends ViewerOptions {
  readonly owner: ReaderOwner;
  readonly counters: StreamCounters;
  readonly measurements: FanoutMeasurements;
  readonly acknowledges: boolean;
  readonly now: () => number;
  readonly load: HubLoad;
}

/** With the defaults. */
export function resolved(options: ViewerOptions): ResolvedOptions {
  return {
    ...options,
    owner: options.owner ?? NO_OWNER,
    counters: options.counters ?? new StreamCounters(),
    measurements: options.measurements ?? NO_MEASUREMENTS,
    acknowledges: options.flow === 'ack',
    now: options.now ?? (() => performance.now()),
    load: options.load ?? NO_LOAD,
  };
}

/** Statistics of one reader. */
export interface ReaderReport extends ReaderOwner, Partial<FlowReport> {
  readonly kind: 'socket' | 'mjpeg';
  readonly sinceUs: number;
  readonly sent: number;
  /** Bytes of all sent frames. */
  readonly bytes: number;
  /** Acknowledgements received. */
  readonly acknowledgements: number;
  /** Width of the last frame, px; 0 before the first. */
  readonly width: number;
  readonly age?: Age | undefined;
  readonly reason?: Flow['reason'] | undefined;
  readonly dropped: number;
  readonly rendition: RenditionName;
  /** The tier of video that is shown now; absent for JPEG. */
  readonly video?: VideoTier | undefined;
  /** Whether samples are shown now. */
  readonly samples?: boolean | undefined;
  /** Measured rate of the link, bytes per second; absent before the first measurement, and for feeds. */
  readonly linkBytesPerSecond?: number;
}

export interface Reader {
  readonly demand: ReaderDemand;
  /** The rendition to offer. */
  readonly rendition: RenditionName;
  /** Called with the width of the camera's frames, px, before the first one and after changes. */
  sourceWidth(width: number): void;
  /** Of a reader that asked for video. */
  readonly video?: VideoSubscriber | undefined;
  /** Of a reader that asked for samples. */
  readonly samples?: SampleSubscriber | undefined;
  /** Whether a JPEG that has arrived is of no use, because the reader shows video or samples. Absent: it gets every JPEG. */
  skipsJpeg?(nowMs: number): boolean;
  /** Sends the frame, stores it as the newest waiting one, or drops it. Never blocks or throws. */
  offer(frame: SharedFrame): void;
  /** Takes a frame of which its rendition cannot be made. Absent for readers that skip it. */
  offerUnmade?(frame: SharedFrame): void;
  /** Whether to offer the camera's newest frame again, because the reader may have it in a better rendition. */
  wantsBetter?(newest: SharedFrame, nowMs: number): boolean;
  /** Replaces frames while the camera is not live. Absent for clients that know the camera's state. */
  offerStandIn?(jpeg: Buffer, last: SharedFrame | undefined, nowMs: number): void;
  /** For administrators; absent for short-lived readers. */
  readonly report?: ReaderReport;
  /** Called a few times a second. */
  tick(nowMs: number): void;
}

type TallyReport = 'sinceUs' | 'sent' | 'bytes' | 'acknowledgements' | 'width' | 'dropped';

/** Counts what a reader got, for its report. */
export class Tally {
  readonly #sinceUs = nowUs();
  #sent = 0;
  #bytes = 0;
  #width = 0;
  #dropped = 0;
  #acknowledgements = 0;

  /** Width of the last frame, px; 0 before the first. */
  get width(): number {
    return this.#width;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get report(): Pick<ReaderReport, TallyReport> {
    const [sinceUs, sent, bytes, acknowledgements] = [this.#sinceUs, this.#sent, this.#bytes, this.#acknowledgements];
    return { sinceUs, sent, bytes, acknowledgements, width: this.#width, dropped: this.#dropped };
  }

  sentFrame(bytes: number, width: number): void {
    this.#sent += 1;
    this.#bytes += bytes;
    this.#width = width;
  }

  acknowledged(): void {
    this.#acknowledgements += 1;
  }

  droppedFrame(): void {
    this.#dropped += 1;
  }
}
