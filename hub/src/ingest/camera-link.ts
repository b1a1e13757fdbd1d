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
  LINK_MISSED_PINGS,
  LINK_PING_INTERVAL_MS,
  pingResultSchema,
  readFrameHeader,
  RPC_ERROR,
  stateParamsSchema,
  timeParamsSchema,
  videoKeyParamsSchema,
  type DemandParams,
  type FrameHeader,
  type HelloParams,
  type VideoTier,
} from '@eyepiece/shared-types';
import type { RawData, WebSocket } from 'ws';
import type { LinkLimits } from '../process/limits/link-limits.ts';
import { HOST_CLOCK, nowUs, type Clock } from '../process/host-clock.ts';
import { isVideo, type VideoFrameHeader } from './camera-video.ts';
import type { CameraLinkEvents, LinkError } from './link-events.ts';
import { NotJson, RpcFailure, RpcPeer } from './rpc-peer.ts';

/** A camera service must send hello within this time. */
const HELLO_DEADLINE_MS = 5000;

export interface LinkTiming {
  readonly pingIntervalMs: number;
  readonly helloDeadlineMs: number;
}

const DEFAULT_TIMING: LinkTiming = { pingIntervalMs: LINK_PING_INTERVAL_MS, helloDeadlineMs: HELLO_DEADLINE_MS };

export interface CameraLinkOptions {
  readonly onHello: (hello: HelloParams, link: CameraLink) => void;
  readonly limits: LinkLimits;
  /** Network address of the service. */
  readonly address: string;
  readonly timing?: LinkTiming;
  readonly hostClock?: Pick<Clock, 'onJump'>;
}

export class CameraLink extends EventEmitter<CameraLinkEvents> {
  readonly clock = new ClockOffset();
  readonly address: string;
  readonly connectedAtUs = nowUs();
  readonly #socket: WebSocket;
  readonly #timing: LinkTiming;
  readonly #limits: LinkLimits;
  readonly #rpc: RpcPeer;
  readonly #onHello: (hello: HelloParams, link: CameraLink) => void;
  #helloTimer: NodeJS.Timeout | undefined;
  #pingTimer: NodeJS.Timeout | undefined;
  #silenceTimer: NodeJS.Timeout | undefined;
  #answeredAtMs = 0;
  readonly #unsubscribeClock: () => void;
  #cameraId: string | undefined;
  #instanceId: string | undefined;
  #host: string | undefined;
  #closed = false;
  #badFrames = 0;
  #lastError: LinkError | undefined;
  #beforeHello = 0;

  constructor(socket: WebSocket, { onHello, limits, address, timing = DEFAULT_TIMING, hostClock = HOST_CLOCK }: CameraLinkOptions) {
    super();
    this.#socket = socket;
    this.#timing = timing;
    this.#limits = limits;
    this.address = address;
    this.#onHello = onHello;
    this.#rpc = new RpcPeer((text) => this.#send(text), {
      hello: (params) => this.#hello(params),
      state: (params) => this.#state(params),
      job: (params) => this.#job(params),
      analysis: (params) => this.#analysis(params),
      time: (params) => ({ cameraTimeUs: timeParamsSchema.parse(params).cameraTimeUs, hubTimeUs: nowUs() }),
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

  /** Counts a video frame that reaches no viewer. It is not answered: the service would get 30 answers a second. */
  refuseVideo({ seq, video: { tier } }: VideoFrameHeader, why: string): void {
    this.#badFrames += 1;
    this.#lastError = { atUs: nowUs(), message: `video frame ${seq} of tier ${tier} ${why}` };
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
    if (this.#socket.bufferedAmount > this.#limits.maxUnsentBytes) this.#socket.terminate();
    else this.#socket.send(text);
  }

  #hello(params: unknown): unknown {
    const hello = helloParamsSchema.parse(params);
    if (this.#cameraId !== undefined) throw new RpcFailure({ code: RPC_ERROR.invalidRequest, message: 'hello was already received' });
    clearTimeout(this.#helloTimer);
    this.#cameraId = hello.cameraId;
    this.#instanceId = hello.instanceId;
    this.#host = hello.host;
    try {
      this.#onHello(hello, this);
    } catch (error) {
      this.#cameraId = undefined;
      // The error response must be sent first.
      setImmediate(() => this.close(LINK_CLOSE.taken, 'the camera id is in use'));
      throw error;
    }
    this.#ping();
    this.#answeredAtMs = performance.now();
    this.#pingTimer = setInterval(() => this.#ping(), this.#timing.pingIntervalMs);
    this.#silenceTimer = setInterval(() => this.#checkSilence(), this.#timing.pingIntervalMs / 8);
    return { hubTimeUs: nowUs(), pingIntervalMs: this.#timing.pingIntervalMs };
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

  #ping(): void {
    const [sentUs, sentAtMs] = [nowUs(), performance.now()];
    // Late responses count as well: a busy service is alive.
    this.#rpc.request('ping', { hubTimeUs: sentUs }, this.#timing.pingIntervalMs * (LINK_MISSED_PINGS + 1)).then(
      (result) => {
        this.#answeredAtMs = performance.now();
        const answer = pingResultSchema.safeParse(result);
        if (!answer.success) return;
        // Measured with the monotonic clock, because the system clock may be set meanwhile.
        const roundTripUs = (performance.now() - sentAtMs) * 1000;
        const receivedUs = nowUs();
        this.clock.add(receivedUs - roundTripUs, answer.data.cameraTimeUs, receivedUs);
        this.emit('clock');
      },
      () => undefined, // `#checkSilence` handles missing responses.
    );
  }

  /** Closes the link within three ping intervals (6 s) of the last response. */
  #checkSilence(): void {
    const silentMs = performance.now() - this.#answeredAtMs;
    if (silentMs > (LINK_MISSED_PINGS - 0.25) * this.#timing.pingIntervalMs) {
      this.close(LINK_CLOSE.silent, 'the camera service stopped answering');
    }
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#closed) return;
    if (this.#cameraId === undefined && ++this.#beforeHello > this.#limits.maxBeforeHello) {
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
    else this.emit('frame', message, header);
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
    clearInterval(this.#pingTimer);
    clearInterval(this.#silenceTimer);
    this.#rpc.close(reason);
    this.emit('closed', reason);
  }
}

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
