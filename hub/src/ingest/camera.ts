/** A camera. It outlives its links, so that viewers stay attached while the camera service is disconnected. */
import { EventEmitter } from 'node:events';
import {
  LINK_CLOSE,
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
import { CameraReport } from './camera-report.ts';
import type { CameraSource } from './camera-source.ts';
import { nowUs } from '../process/host-clock.ts';
import { presentCamera } from './state/camera-state.ts';
import { sameDemand, type CameraDescription, type CameraEvents } from './camera-types.ts';
import { CameraVideo } from './camera-video.ts';
import type { LinkError } from './link-events.ts';
import { StatusWatch, Watchdog } from './state/camera-status.ts';
import { DuplicateServices, idInUse } from './duplicate-services.ts';
import { FrameMeasurements } from './state/frame-measurements.ts';
import { ObjectiveInUse } from './state/objective-in-use.ts';
import type { RemoteSource } from './remote-source.ts';
import { RpcClosed } from './transport/rpc-peer.ts';

export class Camera extends EventEmitter<CameraEvents> {
  readonly id: string;
  readonly #report: CameraReport;
  #link: CameraSource | undefined;
  #links = 0;
  #lastLinkError: LinkError | undefined;
  #demand: DemandParams = { streaming: false };
  #viewers = 0;
  #stopped: CameraState['stopped'];
  readonly #status: StatusWatch;
  #jobs: readonly Job[] = [];
  readonly objectiveInUse = new ObjectiveInUse();
  readonly #frames = new FrameMeasurements();
  readonly #video = new CameraVideo((what) => this.refuseFrame(what));
  readonly #duplicates = new DuplicateServices();
  readonly #watchdog = new Watchdog(() => this.#refreshStatus());

  /** Offline until a link is attached. */
  constructor(description: CameraDescription, lastSeenUs = nowUs()) {
    super();
    this.setMaxListeners(50);
    this.id = description.cameraId;
    this.#report = new CameraReport(description);
    this.#status = new StatusWatch(lastSeenUs);
  }

  /** @throws {RpcFailure} while another process is linked; a silent link ends after three pings */
  admit(link: CameraLink): void {
    const serving = this.#link;
    if (serving === undefined || !this.#duplicates.conflicts(link, serving)) return;
    if (this.#duplicates.note(link)) this.emit('duplicate', link, serving);
    this.emit('state', this.state);
    throw idInUse(this.id, serving);
  }

  /** Takes over a link after its hello. Closes a previous link as replaced. */
  attach(hello: HelloParams, link: CameraLink): void {
    this.#replace(link, `another camera service connected as ${this.id}`);
    this.#report.hello(hello);
    this.#video.setOffer(hello.video);
    link.on('state', (state) => this.#update(state));
    this.#update(hello);
    if (this.#sentDemand.streaming) this.#sendDemand();
    this.emit('attached');
  }

  /** The camera lives at another hub. Closes a link to this hub, and an earlier source. */
  follow(source: RemoteSource): void {
    this.#stopped = undefined;
    this.#replace(source, `the home of ${this.id} is another hub`);
    source.changes.on('mirrored', () => this.#mirrored(source));
    this.#mirrored(source);
    source.demand(this.#sentDemand);
    this.emit('attached');
  }

  /** Whether the camera lives at another hub. */
  get isRemote(): boolean {
    return this.#link?.mirrored !== undefined;
  }

  /** Sends a command. Rejects with RpcClosed at once when the camera is offline. */
  request(method: string, params: unknown, timeoutMs: number): Promise<unknown> {
    if (!this.#link) return Promise.reject(new RpcClosed(`camera ${this.id} is offline`));
    return this.#link.request(method, params, timeoutMs);
  }

  /** Sets the combined demand of all viewers. */
  setDemand(demand: DemandParams): void {
    if (sameDemand(demand, this.#demand)) return;
    if (demand.streaming && !this.#demand.streaming) this.#status.demanded(performance.now());
    this.#demand = demand;
    this.#video.demand(demand, performance.now());
    this.#sendDemand();
    this.#refreshStatus();
  }

  /**
   * Stops or starts the live picture for everybody. Without demand, the camera service exposes for captures, triggers
   * and jobs only. A stop lasts until somebody starts the picture, the hub ends, or the camera moves to another hub.
   */
  setStopped(stopped: CameraState['stopped']): void {
    this.#stopped = stopped;
    if (!stopped) this.#status.demanded(performance.now());
    this.#sendDemand();
    this.#observeStatus();
    this.emit('stopped');
    this.emit('state', this.state);
  }

  /** At the home of the camera; at other hubs the state tells it. */
  get stopped(): CameraState['stopped'] {
    return this.#stopped;
  }

  get videoTiers(): CameraVideo['tiers'] {
    return this.#video.tiers;
  }

  requestKey(tier: VideoTier): void {
    this.#link?.requestKey(tier);
  }

  refuseFrame(what: string): void {
    this.#link?.refuseFrame(what);
  }

  get sampleOffer(): CameraState['samples'] {
    return this.state.samples;
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
    this.objectiveInUse.set(objective, nowUs());
    this.emit('state', this.state);
  }

  get objective(): Objective | undefined {
    return this.isRemote ? this.#link?.mirrored?.objective : this.objectiveInUse.present;
  }

  /** Time of the last frame from receipt to the write for the last viewer. */
  noteFanout(tookMs: number): void {
    this.#frames.fanout(tookMs);
  }

  get status(): CameraState['status'] {
    return this.#status.now;
  }

  get demand(): DemandParams {
    return this.#demand;
  }

  /** Whether the camera service is linked, here or at the camera's home. */
  get online(): boolean {
    return this.#link !== undefined && this.#link.mirrored?.status !== 'offline';
  }

  /** The current link, or the other hub. */
  get link(): CameraSource | undefined {
    return this.#link;
  }

  /** reconnects: links after the first one. lost: frames that did not arrive over the current link. */
  get history(): { readonly reconnects: number; readonly lost: number; readonly lastError: LinkError | undefined } {
    const lastError = this.#link?.lastError ?? this.#lastLinkError;
    return { reconnects: Math.max(0, this.#links - 1), lost: this.#frames.lost, lastError };
  }

  /** Camera host's clock minus the hub's, µs. */
  get clockOffsetUs(): number {
    return this.#link?.clock.offsetUs ?? 0;
  }

  /** Converts a time of the camera clock to the wall clock of the camera's host. */
  dateUs(cameraUs: number): number {
    return cameraUs + ((this.#link?.mirrored ?? this.#report.state).clockStepUs ?? 0);
  }

  get state(): CameraState {
    const mirrored = this.#link?.mirrored;
    if (mirrored) return { ...mirrored, id: this.id };
    return presentCamera({
      id: this.id,
      report: this.#report,
      status: this.#status,
      online: this.online,
      clock: this.#link?.clock,
      frames: this.#frames,
      viewers: this.#viewers,
      jobs: [...this.#jobs],
      others: {
        ...this.#video.state,
        ...this.#duplicates.state,
        ...(this.objective && { objective: this.objective }),
        ...(this.#stopped && { stopped: this.#stopped }),
      },
    });
  }

  close(): void {
    this.#watchdog.run(false);
    this.#link?.close(1001, 'the hub is going away');
  }

  #replace(link: CameraSource, reason: string): void {
    const previous = this.#link;
    this.#link = link;
    this.#links += 1;
    previous?.close(LINK_CLOSE.replaced, reason);
    this.#frames.startLink();
    link.on('frame', (message, header) => this.#frame(message, header));
    link.on('rewound', (message, header) => this.emit('rewound', message, header));
    link.on('video', (message, header) => void (this.#video.wants(header.video.tier, header) && this.emit('video', message, header)));
    link.on('samples', (message, header) => void (this.#video.wants('samples', header) && this.emit('samples', message, header)));
    link.on('job', (job) => this.emit('job', job));
    link.on('analysis', (analysis) => this.emit('analysis', analysis));
    link.on('closed', (why) => this.#detach(link, why));
  }

  #detach(link: CameraSource, reason: string): void {
    link.removeAllListeners();
    if (this.#link !== link) return;
    const { isRemote } = this;
    this.#lastLinkError = { atUs: nowUs(), message: reason };
    this.#link = undefined;
    this.#video.setOffer(undefined);
    this.#refreshStatus();
    if (!isRemote) this.emit('detached');
  }

  #mirrored(source: RemoteSource): void {
    if (this.#link !== source) return;
    this.#report.mirror(source.mirrored);
    this.#video.setOffer(source.offer);
    this.#observeStatus();
    this.emit('state', this.state);
  }

  #frame(message: Buffer, header: FrameHeader): void {
    // A relay skips frames for which it has no credit.
    const countGaps = this.#demand.maxFps === undefined && !this.isRemote;
    this.#frames.frame(header, { clockOffsetUs: this.clockOffsetUs, countGaps });
    this.emit('frame', message, header);
    if (this.#status.now !== 'live') this.#refreshStatus();
  }

  #update(state: StateParams): void {
    const steppedByUs = this.#report.update(state);
    if (state.video) this.#video.setOffer(state.video);
    this.#observeStatus();
    if (steppedByUs !== 0) this.emit('clockStepped', steppedByUs);
    this.emit('state', this.state);
  }

  get #sentDemand(): DemandParams {
    return this.#stopped ? { streaming: false } : this.#demand;
  }

  #sendDemand(): void {
    this.#link?.demand(this.#sentDemand);
    this.#frames.skipGap();
  }

  #refreshStatus(): void {
    if (this.#observeStatus()) this.emit('state', this.state);
  }

  /** @returns whether the status has changed */
  #observeStatus(): boolean {
    const mirrored = this.#link?.mirrored;
    const demand = this.#sentDemand;
    this.#watchdog.run(mirrored === undefined && this.online && demand.streaming);
    if (mirrored) return this.#status.set(mirrored.status);
    const nowMs = performance.now();
    const silenceMs = this.#frames.silenceMs(nowMs);
    return this.#status.observe({ online: this.online, reported: this.#report.state, demand, silenceMs }, nowMs);
  }
}
