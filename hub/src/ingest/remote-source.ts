/**
 * The source of a camera whose service has dialled another hub, its home. The state comes from a mirror of the home's
 * state, the frames from a relay, and commands go to the home.
 */
import { EventEmitter } from 'node:events';
import {
  HOME_UNREACHABLE,
  type CameraState,
  type DemandParams,
  type FrameHeader,
  type VideoOffer,
  type VideoTier,
} from '@eyepiece/shared-types';
import { nowUs } from '../process/host-clock.ts';
import type { CameraSource } from './camera-source.ts';
import { isVideo } from './camera-video.ts';
import type { CameraLinkEvents, LinkError } from './link-events.ts';

/** The fault of a running camera while this hub cannot reach its home. */
export const RECONNECTING: NonNullable<CameraState['fault']> = {
  code: HOME_UNREACHABLE,
  message: 'Reconnecting to the hub of this camera',
};

/** A smaller change of the measured clock is not announced, µs. */
const CLOCK_STEP_US = 1000;

interface RemoteSourceChanges {
  /** What the viewers of this hub want has changed. */
  demand: [demand: DemandParams];
  key: [tier: VideoTier];
  /** The mirrored state, what the home offers as video, or whether the home can be reached has changed. */
  mirrored: [];
  closed: [];
}

export interface RemoteSourceParts {
  readonly cameraId: string;
  readonly homeHubId: string;
  /** The state at the home when it was learnt. */
  readonly state: CameraState;
  /** Passes a command to the home. */
  readonly request: CameraSource['request'];
}

export interface SourceClock {
  /** The camera's clock minus this hub's, µs. */
  readonly offsetUs: number;
  /** From this hub to the home and back, µs. */
  readonly roundTripUs: number;
}

export class RemoteSource extends EventEmitter<CameraLinkEvents> implements CameraSource {
  readonly changes = new EventEmitter<RemoteSourceChanges>();
  readonly cameraId: string;
  readonly homeHubId: string;
  readonly connectedAtUs = nowUs();
  readonly instanceId = undefined;
  readonly unsentBytes = 0;
  readonly #request: CameraSource['request'];
  #state: CameraState;
  /** Kept, because it is asked for with every frame. */
  #shown: CameraState;
  #offer: VideoOffer | undefined;
  #clock: SourceClock | undefined;
  #demand: DemandParams = { streaming: false };
  #mirrorIsLost = false;
  #framesAreLost = false;
  #lostSinceUs = 0;
  #pending = 0;
  #badFrames = 0;
  #lastError: LinkError | undefined;
  #closed = false;

  constructor({ cameraId, homeHubId, state, request }: RemoteSourceParts) {
    super();
    this.cameraId = cameraId;
    this.homeHubId = homeHubId;
    this.#state = state;
    this.#shown = state;
    this.#request = request;
  }

  get address(): string {
    return this.homeHubId;
  }

  /** For administrators: where the frames come from. */
  get host(): string {
    return `hub ${this.homeHubId}`;
  }

  get clock(): CameraSource['clock'] {
    return { isKnown: this.#clock !== undefined, offsetUs: this.#clock?.offsetUs ?? 0, roundTripUs: this.#clock?.roundTripUs ?? 0 };
  }

  get offer(): VideoOffer | undefined {
    return this.#offer;
  }

  /** Whether the home cannot be reached. */
  get isLost(): boolean {
    return this.#mirrorIsLost || (this.#framesAreLost && this.#demand.streaming);
  }

  get mirrored(): CameraState {
    return this.#shown;
  }

  get wanted(): DemandParams {
    return this.#demand;
  }

  get badFrames(): number {
    return this.#badFrames;
  }

  get lastError(): LinkError | undefined {
    return this.#lastError;
  }

  get pendingRequests(): number {
    return this.#pending;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Sets the state at the home. */
  mirror(state: CameraState): void {
    this.#state = state;
    this.#show();
  }

  /** Sets whether the mirrored state is up to date. */
  setMirrored(isMirrored: boolean): void {
    this.#setLost(() => (this.#mirrorIsLost = !isMirrored));
  }

  /** Sets whether frames can come. */
  setRelayed(isRelayed: boolean): void {
    this.#setLost(() => (this.#framesAreLost = !isRelayed));
  }

  /** Sets what the home has learnt from the camera service. */
  setStream(offer: VideoOffer | undefined, clock: SourceClock): void {
    const isStep = this.#clock === undefined || Math.abs(clock.offsetUs - this.#clock.offsetUs) >= CLOCK_STEP_US;
    const isNew = JSON.stringify(offer) !== JSON.stringify(this.#offer);
    this.#offer = offer;
    this.#clock = clock;
    if (isStep || isNew) this.#show();
  }

  /** A frame of the home has arrived. */
  frame(message: Buffer, header: FrameHeader): void {
    if (isVideo(header)) this.emit('video', message, header);
    else this.emit(header.samples ? 'samples' : 'frame', message, header);
  }

  async request(method: string, params: unknown, timeoutMs: number): Promise<unknown> {
    this.#pending += 1;
    try {
      return await this.#request(method, params, timeoutMs);
    } finally {
      this.#pending -= 1;
    }
  }

  demand(demand: DemandParams): void {
    this.#setLost(() => (this.#demand = demand));
    this.changes.emit('demand', demand);
  }

  requestKey(tier: VideoTier): void {
    this.changes.emit('key', tier);
  }

  refuseFrame(what: string): void {
    this.noteError(what);
  }

  /** Counts a message of the home that cannot be used. */
  noteError(message: string): void {
    this.#badFrames += 1;
    this.#lastError = { atUs: nowUs(), message };
  }

  /** The camera lives elsewhere from now on. May be called twice. */
  close(_code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('closed', reason);
    this.changes.emit('closed');
  }

  #setLost(change: () => unknown): void {
    const before = this.isLost;
    change();
    if (this.isLost === before) return;
    if (this.isLost) this.#lostSinceUs = nowUs();
    this.#show();
  }

  #show(): void {
    const state = this.#state;
    const clock = this.#clock ? { clockOffsetUs: this.#clock.offsetUs } : {};
    const isRunning = state.status === 'live' || state.status === 'idle' || state.status === 'stalled';
    const { latency: _unknown, ...rest } = state;
    this.#shown =
      this.isLost && isRunning
        ? { ...rest, ...clock, status: 'stalled', statusSinceUs: this.#lostSinceUs, fps: 0, fault: RECONNECTING }
        : { ...state, ...clock };
    this.changes.emit('mirrored');
  }
}
