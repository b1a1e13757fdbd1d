/** A camera. It outlives its links, so that viewers stay attached while the camera service is disconnected. */
import { EventEmitter } from 'node:events';
import {
  LINK_CLOSE,
  type Capabilities,
  type CameraState,
  type DemandParams,
  type FrameHeader,
  type HelloParams,
  type Job,
  type Objective,
  type StateParams,
  type VideoTier,
} from '@eyepiece/shared-types';
import type { CameraLink } from './camera-link.ts';
import { nowUs } from '../process/host-clock.ts';
import { presentCamera } from './camera-state.ts';
import { sameDemand, type CameraDescription, type CameraEvents, type Identity } from './camera-types.ts';
import { CameraVideo, type VideoFrameHeader } from './camera-video.ts';
import type { LinkError } from './link-events.ts';
import { statusOf } from './camera-status.ts';
import { DuplicateServices, idInUse } from './duplicate-services.ts';
import { FrameMeasurements } from './frame-measurements.ts';
import { RpcClosed } from './rpc-peer.ts';

/** Between checks for missing frames, ms. */
const WATCHDOG_MS = 250;

export class Camera extends EventEmitter<CameraEvents> {
  readonly id: string;
  #identity: Identity;
  #capabilities: Capabilities;
  #reported: StateParams;
  #link: CameraLink | undefined;
  #links = 0;
  #lastLinkError: LinkError | undefined;
  #demand: DemandParams = { streaming: false };
  #demandedAtMs = 0;
  #instanceId: string | undefined;
  #viewers = 0;
  #status: CameraState['status'] = 'offline';
  #statusSinceUs: number;
  #retryAtUs: number | undefined;
  #jobs: readonly Job[] = [];
  #objective: Objective | undefined;
  readonly #frames = new FrameMeasurements();
  readonly #video = new CameraVideo();
  readonly #duplicates = new DuplicateServices();
  readonly #watchdog: NodeJS.Timeout;

  /** Offline until a link is attached. */
  constructor(description: CameraDescription, lastSeenUs = nowUs()) {
    super();
    this.setMaxListeners(50);
    this.id = description.cameraId;
    this.#identity = description;
    this.#capabilities = description.capabilities;
    this.#reported = { connected: false, streaming: false, settings: description.settings, fps: 0, dropped: 0, spooled: 0 };
    this.#statusSinceUs = lastSeenUs;
    this.#watchdog = setInterval(() => this.#refreshStatus(), WATCHDOG_MS);
    this.#watchdog.unref();
  }

  /**
   * Refuses a second service with the same id: the two would evict each other for ever. A new link of the same process
   * takes over at once, since its old link may be half open. Services without instance id count as the same process.
   * @throws {RpcFailure} while another process is linked; a silent link ends after three pings
   */
  admit(link: CameraLink): void {
    const serving = this.#link;
    if (!this.#duplicates.conflicts(link, serving)) return;
    if (this.#duplicates.note(link)) this.emit('duplicate', link, serving);
    this.emit('state', this.state);
    throw idInUse(this.id, serving);
  }

  /** Takes over a link after its hello. Closes a previous link as replaced. */
  attach(hello: HelloParams, link: CameraLink): void {
    const previous = this.#link;
    this.#link = link;
    this.#links += 1;
    previous?.close(LINK_CLOSE.replaced, `another camera service connected as ${this.id}`);
    this.#identity = hello;
    this.#capabilities = hello.capabilities;
    // A new process has a new camera clock. For the same one, the wall clock may have been set while disconnected.
    if (hello.instanceId === undefined || hello.instanceId !== this.#instanceId) this.#reported = hello;
    this.#instanceId = hello.instanceId;
    this.#frames.startLink();
    this.#video.setOffer(hello.video);
    link.on('frame', (message, header) => this.#frame(message, header));
    link.on('video', (message, header) => this.#videoFrame(message, header));
    link.on('state', (state) => this.#report(state));
    link.on('job', (job) => this.emit('job', job));
    link.on('analysis', (analysis) => this.emit('analysis', analysis));
    link.on('closed', (reason) => this.#detach(link, reason));
    this.#report(hello);
    if (this.#demand.streaming) this.#sendDemand();
    this.emit('attached');
  }

  /** Sends a command. Rejects with RpcClosed at once when the camera is offline. */
  request(method: string, params: unknown, timeoutMs: number): Promise<unknown> {
    if (!this.#link) return Promise.reject(new RpcClosed(`camera ${this.id} is offline`));
    return this.#link.request(method, params, timeoutMs);
  }

  /** Sets the combined demand of all viewers. */
  setDemand(demand: DemandParams): void {
    if (sameDemand(demand, this.#demand)) return;
    if (demand.streaming && !this.#demand.streaming) this.#demandedAtMs = performance.now();
    this.#demand = demand;
    this.#video.demand(demand.video ?? [], performance.now());
    this.#sendDemand();
    this.#refreshStatus();
  }

  get videoTiers(): CameraVideo['tiers'] {
    return this.#video.tiers;
  }

  requestKey(tier: VideoTier): void {
    this.#link?.requestKey(tier);
  }

  /** Counts a video frame that reaches no viewer. @param why completes "video frame 7 of tier lean …" */
  refuseVideo(header: VideoFrameHeader, why: string): void {
    this.#link?.refuseVideo(header, why);
  }

  setViewers(viewers: number): void {
    if (viewers === this.#viewers) return;
    this.#viewers = viewers;
    this.emit('state', this.state);
  }

  /** Sets running, paused and recently ended jobs, newest first. @param announce whether to emit `state` */
  setJobs(jobs: readonly Job[], announce: boolean): void {
    this.#jobs = jobs;
    if (announce) this.emit('state', this.state);
  }

  /** Sets the objective in use, which calibrates captures. */
  setObjective(objective: Objective | undefined): void {
    this.#objective = objective;
    this.emit('state', this.state);
  }

  get objective(): Objective | undefined {
    return this.#objective;
  }

  /** The description to store. */
  get description(): CameraDescription {
    const { name, driver, model, serial, firmware } = this.#identity;
    const { settings } = this.#reported;
    const identity = { name, driver, model, serial, ...(firmware !== undefined && { firmware }) };
    return { cameraId: this.id, ...identity, capabilities: this.#capabilities, settings };
  }

  /** Time of the last frame from receipt to the write for the last viewer. */
  noteFanout(tookMs: number): void {
    this.#frames.fanout(tookMs);
  }

  get status(): CameraState['status'] {
    return this.#status;
  }

  get demand(): DemandParams {
    return this.#demand;
  }

  get online(): boolean {
    return this.#link !== undefined;
  }

  /** The current link. */
  get link(): CameraLink | undefined {
    return this.#link;
  }

  /** Links after the first one. */
  get reconnects(): number {
    return Math.max(0, this.#links - 1);
  }

  /** The last refused message, or why the last link ended. */
  get lastLinkError(): LinkError | undefined {
    const refused = this.#link?.lastError;
    return refused ?? this.#lastLinkError;
  }

  /** Frames that did not arrive over the current link. */
  get lostFrames(): number {
    return this.#frames.lost;
  }

  /** Camera host's clock minus the hub's, µs. */
  get clockOffsetUs(): number {
    return this.#link?.clock.offsetUs ?? 0;
  }

  /** Converts a time of the camera clock to the wall clock of the camera's host. */
  dateUs(cameraUs: number): number {
    return cameraUs + (this.#reported.clockStepUs ?? 0);
  }

  get state(): CameraState {
    const { name, driver, model, serial, firmware } = this.#identity;
    return presentCamera({
      identity: { id: this.id, name, driver, model, serial, ...(firmware !== undefined && { firmware }) },
      reported: this.#reported,
      status: this.#status,
      statusSinceUs: this.#statusSinceUs,
      online: this.online,
      retryAtUs: this.#retryAtUs,
      capabilities: this.#capabilities,
      clockOffsetUs: this.clockOffsetUs,
      frames: this.#frames,
      roundTripUs: this.#link?.clock.roundTripUs ?? 0,
      viewers: this.#viewers,
      jobs: [...this.#jobs],
      others: { ...this.#video.state, ...this.#duplicates.state, ...(this.#objective && { objective: this.#objective }) },
    });
  }

  close(): void {
    clearInterval(this.#watchdog);
    this.#link?.close(1001, 'the hub is going away');
  }

  #detach(link: CameraLink, reason: string): void {
    link.removeAllListeners();
    if (this.#link !== link) return;
    this.#lastLinkError = { atUs: nowUs(), message: reason };
    this.#link = undefined;
    this.#video.setOffer(undefined);
    this.#retryAtUs = undefined;
    this.#refreshStatus();
    this.emit('detached');
  }

  #frame(message: Buffer, header: FrameHeader): void {
    this.#frames.frame(header, { clockOffsetUs: this.clockOffsetUs, countGaps: this.#demand.maxFps === undefined });
    this.emit('frame', message, header);
    if (this.#status !== 'live') this.#refreshStatus();
  }

  #videoFrame(message: Buffer, header: VideoFrameHeader): void {
    const arrival = this.#video.arrived(header, performance.now());
    if (arrival === 'wanted') this.emit('video', message, header);
    else if (arrival === 'unasked') this.refuseVideo(header, 'was not asked for');
  }

  #report({
    corrections = this.#reported.corrections,
    freeBytes = this.#reported.freeBytes,
    diskBytes = this.#reported.diskBytes,
    ...state
  }: StateParams): void {
    const steppedByUs = (state.clockStepUs ?? 0) - (this.#reported.clockStepUs ?? 0);
    // Corrections and disk sizes may be omitted when unchanged.
    this.#reported = {
      ...state,
      ...(corrections && { corrections }),
      ...(freeBytes !== undefined && { freeBytes }),
      ...(diskBytes !== undefined && { diskBytes }),
    };
    if (state.capabilities) this.#capabilities = state.capabilities;
    if (state.video) this.#video.setOffer(state.video);
    this.#retryAtUs = state.retry ? nowUs() + Math.round(state.retry.nextInMs * 1000) : undefined;
    this.#status = this.#currentStatus(this.#status);
    if (steppedByUs !== 0) this.emit('clockStepped', steppedByUs);
    this.emit('state', this.state);
  }

  #sendDemand(): void {
    this.#link?.demand(this.#demand);
    this.#frames.skipGap();
  }

  #refreshStatus(): void {
    const before = this.#status;
    this.#status = this.#currentStatus(before);
    if (this.#status !== before) this.emit('state', this.state);
  }

  #currentStatus(before: CameraState['status']): CameraState['status'] {
    const nowMs = performance.now();
    const status = statusOf({
      online: this.online,
      reported: this.#reported,
      demand: this.#demand,
      demandedForMs: nowMs - this.#demandedAtMs,
      silenceMs: this.#frames.silenceMs(nowMs),
    });
    if (status !== before) this.#statusSinceUs = nowUs();
    return status;
  }
}
