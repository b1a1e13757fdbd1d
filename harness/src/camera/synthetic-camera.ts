/**
 * A camera service without a camera. It connects to a hub over the real link and repeats one picture at a given rate
 * and size while the hub demands frames. It stores no captures and has no settings.
 */
import { EventEmitter, once } from 'node:events';
import {
  demandParamsSchema,
  encodeFrame,
  LINK_PATH,
  RPC_ERROR,
  rpcMessageSchema,
  type DemandParams,
  type HelloParams,
  type RpcMessage,
  type StateParams,
} from '@eyepiece/shared-types';
import { WebSocket, type RawData } from 'ws';
import { nowUs } from '../clock.ts';
import { deferred, type Deferred } from '../deferred.ts';
import { testPicture } from './test-picture.ts';

const HELLO_MS = 10_000;
const STATE_INTERVAL_MS = 1000;
/** With more unsent bytes than this, a frame is skipped: the newest wins, as in the real service. */
const WAITING_MAX_FRAMES = 1;

export interface SyntheticCameraOptions {
  readonly hubUrl: string;
  readonly token: string;
  readonly cameraId: string;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  /** Size of one JPEG. */
  readonly frameBytes: number;
}

interface SyntheticCameraEvents {
  demand: [demand: DemandParams];
  /** The link has ended without `close`. */
  lost: [reason: string];
}

export class SyntheticCamera extends EventEmitter<SyntheticCameraEvents> {
  readonly #options: SyntheticCameraOptions;
  readonly #jpeg: Buffer;
  readonly #socket: WebSocket;
  #demand: DemandParams = { streaming: false };
  #timer: NodeJS.Timeout | undefined;
  readonly #stateTimer: NodeJS.Timeout;
  #nextAtMs = 0;
  #seq = 0;
  #sent = 0;
  #dropped = 0;
  #closed = false;

  private constructor(options: SyntheticCameraOptions, jpeg: Buffer, socket: WebSocket) {
    super();
    this.#options = options;
    this.#jpeg = jpeg;
    this.#socket = socket;
    this.#stateTimer = setInterval(() => this.#notify('state', this.#state), STATE_INTERVAL_MS);
  }

  /** Resolves when the hub has answered `hello`. @throws if it is unreachable or refuses */
  static async connect(options: SyntheticCameraOptions): Promise<SyntheticCamera> {
    const jpeg = await testPicture({ width: options.width, height: options.height, bytes: options.frameBytes });
    const url = new URL(LINK_PATH, options.hubUrl.replace(/^http/, 'ws'));
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${options.token}` }, perMessageDeflate: false });
    await once(socket, 'open');
    const camera = new SyntheticCamera(options, jpeg, socket);
    try {
      await camera.#greet();
    } catch (error) {
      await camera.close();
      throw error;
    }
    return camera;
  }

  /** Frames passed to the link. */
  get sent(): number {
    return this.#sent;
  }

  /** Frames skipped because the link had not taken the previous one. */
  get dropped(): number {
    return this.#dropped;
  }

  get demand(): DemandParams {
    return this.#demand;
  }

  /** May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#stateTimer);
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }

  get #state(): StateParams {
    const { fps, width, height } = this.#options;
    return {
      connected: true,
      streaming: this.#demand.streaming,
      settings: { exposure: 8, gain: 0, frameRate: fps, roi: { left: 0, top: 0, width, height } },
      fps: this.#demand.streaming ? this.#fps : 0,
      dropped: this.#dropped,
      spooled: 0,
    };
  }

  get #hello(): HelloParams {
    const { cameraId, width, height } = this.#options;
    return {
      ...this.#state,
      cameraId,
      name: `Synthetic ${cameraId}`,
      driver: 'synthetic',
      model: 'Synthetic camera',
      serial: '0',
      capabilities: {
        sensor: { width, height, color: false, bitDepth: 8 },
        features: {},
        resolutions: [{ width, height }],
        captureFormats: ['jpg'],
      },
    };
  }

  get #fps(): number {
    return Math.min(this.#options.fps, this.#demand.maxFps ?? Number.POSITIVE_INFINITY);
  }

  async #greet(): Promise<void> {
    const greeted = deferred<unknown>();
    const deadline = setTimeout(() => greeted.reject(new Error(`the hub did not answer hello within ${HELLO_MS} ms`)), HELLO_MS);
    this.#socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#receive(data, greeted);
    });
    this.#socket.on('error', () => this.#socket.terminate());
    this.#socket.on('close', (code, reason) => {
      const why = `the link was closed: ${code} ${reason.toString()}`.trim();
      clearTimeout(this.#timer);
      clearInterval(this.#stateTimer);
      greeted.reject(new Error(why));
      if (!this.#closed) this.emit('lost', why);
    });
    this.#send({ jsonrpc: '2.0', id: 'hello', method: 'hello', params: this.#hello });
    try {
      await greeted.promise;
    } finally {
      clearTimeout(deadline);
    }
  }

  #receive(data: RawData, greeted: Deferred<unknown>): void {
    const message = rpcMessageSchema.parse(JSON.parse((data as Buffer).toString('utf8')));
    if ('method' in message) this.#answer(message);
    else if (message.id === 'hello') {
      if ('error' in message) greeted.reject(new Error(`the hub refused hello: ${message.error.message}`));
      else greeted.resolve(message.result);
    }
  }

  #answer(request: Extract<RpcMessage, { method: string }>): void {
    if (request.method === 'demand') this.#demanded(demandParamsSchema.parse(request.params));
    else if (request.id !== undefined && request.method === 'ping') {
      this.#send({ jsonrpc: '2.0', id: request.id, result: { cameraTimeUs: nowUs() } });
    } else if (request.id !== undefined) {
      const error = { code: RPC_ERROR.methodNotFound, message: `a synthetic camera has no ${request.method}` };
      this.#send({ jsonrpc: '2.0', id: request.id, error });
    }
  }

  #demanded(demand: DemandParams): void {
    const started = demand.streaming && !this.#demand.streaming;
    this.#demand = demand;
    if (!demand.streaming) clearTimeout(this.#timer);
    if (started) {
      this.#seq = 0;
      this.#nextAtMs = performance.now();
      this.#frameDue();
    }
    this.#notify('state', this.#state);
    this.emit('demand', demand);
  }

  #frameDue(): void {
    this.#sendFrame();
    const now = performance.now();
    this.#nextAtMs += 1000 / this.#fps;
    // A process that was delayed continues from now; it does not make up for missed frames.
    if (this.#nextAtMs < now) this.#nextAtMs = now;
    this.#timer = setTimeout(() => this.#frameDue(), this.#nextAtMs - now);
  }

  #sendFrame(): void {
    const seq = this.#seq;
    this.#seq = (seq + 1) >>> 0;
    if (this.#socket.bufferedAmount > WAITING_MAX_FRAMES * this.#jpeg.length) {
      this.#dropped += 1;
      return;
    }
    const { width, height } = this.#options;
    this.#socket.send(encodeFrame({ seq, flags: 0, capturedAtUs: nowUs(), width, height, exposureMs: 8, gainDb: 0 }, this.#jpeg));
    this.#sent += 1;
  }

  #notify(method: string, params: unknown): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  #send(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
