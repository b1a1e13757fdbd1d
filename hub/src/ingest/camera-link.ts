/** A WebSocket opened by a camera service: receives frames and JSON-RPC, sends commands, checks liveness by ping. */
import { EventEmitter } from 'node:events';
import {
  analysisSchema,
  ClockOffset,
  demandParamsSchema,
  FrameError,
  helloParamsSchema,
  jobResultSchema,
  LINK_CLOSE,
  LINK_MAX_TEXT_BYTES,
  readFrameHeader,
  RPC_ERROR,
  stateParamsSchema,
  timeParamsSchema,
  videoKeyParamsSchema,
  type DemandParams,
  type FrameHeader,
  type HelloParams,
  type VideoTier,
  type WelcomeFence,
} from '@eyepiece/shared-types';
import type { RawData, WebSocket } from 'ws';
import type { LinkLimits } from '../process/limits/link-limits.ts';
import { HOST_CLOCK, nowUs, type Clock } from '../process/host-clock.ts';
import type { CameraSource } from './camera-source.ts';
import { isRewound, isVideo } from './camera-video.ts';
import type { CameraLinkEvents, LinkError } from './link-events.ts';
import { LINK_TIMING, LinkPings, type LinkTiming } from './transport/link-pings.ts';
import { NotJson, RpcFailure, RpcPeer } from './transport/rpc-peer.ts';

export interface CameraLinkOptions {
  readonly onHello: (hello: HelloParams, link: CameraLink) => void;
  /** With several hubs: makes this hub the home of the camera. Rejects with RpcFailure when it must not be. */
  readonly claim?: ((hello: HelloParams, link: CameraLink) => Promise<WelcomeFence>) | undefined;
  readonly limits: LinkLimits;
  /** Network address of the service. */
  readonly address: string;
  readonly timing?: LinkTiming;
  readonly hostClock?: Pick<Clock, 'onJump'>;
}

export class CameraLink extends EventEmitter<CameraLinkEvents> implements CameraSource {
  readonly clock = new ClockOffset();
  readonly address: string;
  readonly connectedAtUs = nowUs();
  readonly #socket: WebSocket;
  readonly #timing: LinkTiming;
  readonly #rpc: RpcPeer;
  readonly #pings: LinkPings;
  readonly #options: CameraLinkOptions;
  #helloTimer: NodeJS.Timeout | undefined;
  readonly #unsubscribeClock: () => void;
  #cameraId: string | undefined;
  #instanceId: string | undefined;
  #host: string | undefined;
  #closed = false;
  #badFrames = 0;
  #lastError: LinkError | undefined;
  #beforeHello = 0;

  constructor(socket: WebSocket, options: CameraLinkOptions) {
    super();
    const { address, timing = LINK_TIMING, hostClock = HOST_CLOCK } = options;
    this.#socket = socket;
    this.#timing = timing;
    this.address = address;
    this.#options = options;
    this.#rpc = new RpcPeer((text) => this.#send(text), {
      hello: (params) => this.#hello(params),
      state: (params) => this.#state(params),
      job: (params) => this.#job(params),
      analysis: (params) => this.#analysis(params),
      time: (params) => ({ cameraTimeUs: timeParamsSchema.parse(params).cameraTimeUs, hubTimeUs: nowUs() }),
    });
    this.#pings = new LinkPings({
      rpc: this.#rpc,
      clock: this.clock,
      intervalMs: timing.pingIntervalMs,
      onClock: () => this.emit('clock'),
      onSilent: () => this.close(LINK_CLOSE.silent, 'the camera service stopped answering'),
    });
    this.#unsubscribeClock = hostClock.onJump(({ byUs, sleptUs }) => {
      // The camera's clock continued during sleep, so only the rest of the jump changes the offset.
      this.clock.ownClockJumped(byUs - sleptUs);
      this.emit('clock');
    });
    this.#helloTimer = setTimeout(() => this.close(LINK_CLOSE.noHello, 'no hello'), timing.helloDeadlineMs);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('close', (_code, reason) => this.#ended(reason.toString() || 'connection lost'));
    socket.on('error', () => socket.terminate());
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Frames refused since the link came up. */
  get badFrames(): number {
    return this.#badFrames;
  }

  /** The last message that was refused. */
  get lastError(): LinkError | undefined {
    return this.#lastError;
  }

  /** Bytes that are written but not sent. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Requests without an answer, without pings. */
  get pendingRequests(): number {
    return this.#rpc.pendingCount;
  }

  /** Id of the camera service's process, if it sends one. */
  get instanceId(): string | undefined {
    return this.#instanceId;
  }

  /** Host name of the camera service, if it sends one. */
  get host(): string | undefined {
    return this.#host;
  }

  request(method: string, params: unknown, timeoutMs: number): Promise<unknown> {
    const deadlineUs = this.clock.isKnown ? nowUs() + this.clock.offsetUs + timeoutMs * 1000 : undefined;
    return this.#rpc.request(method, params, timeoutMs, deadlineUs);
  }

  demand(demand: DemandParams): void {
    this.#rpc.notify('demand', demandParamsSchema.parse(demand));
  }

  /** Asks for a key frame of this tier. */
  requestKey(tier: VideoTier): void {
    this.#rpc.notify('video:key', videoKeyParamsSchema.parse({ tier }));
  }

  /** It is not answered: the service would get 30 answers a second. */
  refuseFrame(what: string): void {
    this.#badFrames += 1;
    this.#lastError = { atUs: nowUs(), message: what };
  }

  /** Ends the link and rejects what was pending. May be called twice. */
  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#socket.close(code, reason);
    this.#ended(reason);
    // A dead peer never completes the closing handshake.
    setTimeout(() => this.#socket.terminate(), 1000).unref();
  }

  #send(text: string): void {
    if (this.#socket.bufferedAmount > this.#options.limits.maxUnsentBytes) this.#socket.terminate();
    else this.#socket.send(text);
  }

  #hello(params: unknown): unknown {
    const hello = helloParamsSchema.parse(params);
    if (this.#cameraId !== undefined) throw new RpcFailure({ code: RPC_ERROR.invalidRequest, message: 'hello was already received' });
    clearTimeout(this.#helloTimer);
    this.#cameraId = hello.cameraId;
    this.#instanceId = hello.instanceId;
    this.#host = hello.host;
    const { claim } = this.#options;
    if (claim) return this.#helloAfterClaim(hello, claim(hello, this));
    this.#begin(hello);
    return this.#welcome;
  }

  /** The camera service obeys the fence from its welcome on, so the first messages of the hub follow the welcome. */
  async #helloAfterClaim(hello: HelloParams, claim: Promise<WelcomeFence>): Promise<unknown> {
    const fence = await claim.catch((error: unknown) => {
      this.#refuseHello(error);
      throw error;
    });
    this.#rpc.fence = fence.fence;
    setImmediate(() => this.#beginUnlessClosed(hello));
    return { ...this.#welcome, ...fence };
  }

  #beginUnlessClosed(hello: HelloParams): void {
    try {
      if (!this.#closed) this.#begin(hello);
    } catch {
      // Another process has been linked meanwhile: `#begin` closes this link.
    }
  }

  get #welcome(): object {
    return { hubTimeUs: nowUs(), pingIntervalMs: this.#timing.pingIntervalMs };
  }

  #refuseHello(error: unknown): void {
    this.#cameraId = undefined;
    const isTaken = error instanceof RpcFailure && error.code === RPC_ERROR.busy;
    // The error response must be sent first.
    setImmediate(() =>
      isTaken ? this.close(LINK_CLOSE.taken, 'the camera id is in use') : this.close(LINK_CLOSE.tryAgain, 'try again later'),
    );
  }

  #begin(hello: HelloParams): void {
    try {
      this.#options.onHello(hello, this);
    } catch (error) {
      this.#refuseHello(error);
      throw error;
    }
    this.#pings.start();
  }

  #state(params: unknown): void {
    this.#requireHello();
    this.emit('state', stateParamsSchema.parse(params));
  }

  #job(params: unknown): void {
    const cameraId = this.#requireHello();
    const { job } = jobResultSchema.parse(params);
    if (job.cameraId !== cameraId) {
      throw new RpcFailure({ code: RPC_ERROR.invalidParams, message: `job.cameraId: ${job.cameraId} is not ${cameraId}` });
    }
    this.emit('job', job);
  }

  #analysis(params: unknown): void {
    this.#requireHello();
    this.emit('analysis', analysisSchema.parse(params));
  }

  /** The camera's id. @throws {RpcFailure} before hello */
  #requireHello(): string {
    if (this.#cameraId === undefined) throw new RpcFailure({ code: RPC_ERROR.invalidRequest, message: 'say hello first' });
    return this.#cameraId;
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#closed) return;
    if (this.#cameraId === undefined && ++this.#beforeHello > this.#options.limits.maxBeforeHello) {
      this.close(LINK_CLOSE.noHello, 'say hello first');
      return;
    }
    const message = asBuffer(data);
    if (isBinary) this.#receiveFrame(message);
    else this.#receiveText(message);
  }

  #receiveFrame(message: Buffer): void {
    let header: FrameHeader;
    try {
      header = readFrameHeader(message);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#badFrames += 1;
      this.#refuse(RPC_ERROR.invalidParams, `${error.code}: ${error.message}`);
      return;
    }
    if (this.#cameraId === undefined) this.#rpc.reportError(RPC_ERROR.invalidRequest, 'say hello first');
    else if (isVideo(header)) this.emit('video', message, header);
    else this.emit(header.samples ? 'samples' : isRewound(header) ? 'rewound' : 'frame', message, header);
  }

  #receiveText(message: Buffer): void {
    if (message.byteLength > LINK_MAX_TEXT_BYTES) {
      this.#refuse(RPC_ERROR.invalidRequest, `${message.byteLength} bytes of text are above ${LINK_MAX_TEXT_BYTES}`);
      return;
    }
    try {
      this.#rpc.receive(message.toString('utf8'));
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      this.close(LINK_CLOSE.notJson, error.message);
    }
  }

  #refuse(code: number, message: string): void {
    this.#lastError = { atUs: nowUs(), message };
    this.#rpc.reportError(code, message);
  }

  #ended(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribeClock();
    clearTimeout(this.#helloTimer);
    this.#pings.stop();
    this.#rpc.close(reason);
    this.emit('closed', reason);
  }
}

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
