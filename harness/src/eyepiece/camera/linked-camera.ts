/**
 * A camera service without a camera: the link to a hub over which frames go while the hub demands them. It stores no
 * captures and has no settings.
 */
import { EventEmitter, once } from 'node:events';
import {
  demandParamsSchema,
  encodeFrame,
  LINK_PATH,
  RPC_ERROR,
  rpcMessageSchema,
  type DemandParams,
  type FrameFields,
  type HelloParams,
  type RpcMessage,
  type StateParams,
} from '@eyepiece/shared-types';
import { WebSocket, type RawData } from 'ws';
import { nowUs } from '../../timing/clock.ts';

export interface LinkOptions {
  readonly hubUrl: string;
  readonly token: string;
  readonly cameraId: string;
  /** Gives up while the hub does not answer. */
  readonly signal?: AbortSignal | undefined;
}

/** What the hub is told about the camera. */
export interface LinkedDescription {
  readonly cameraId: string;
  readonly driver: string;
  readonly model: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

interface LinkEvents {
  demand: [demand: DemandParams];
  /** The link has ended without `close`. */
  lost: [reason: string];
}

interface Greeting {
  readonly accept: () => void;
  readonly refuse: (error: Error) => void;
}

const HELLO_MS = 10_000;

/** @throws if the hub is unreachable or refuses the token */
export async function openLink({ hubUrl, token, signal }: LinkOptions): Promise<WebSocket> {
  const url = new URL(LINK_PATH, hubUrl.replace(/^http/, 'ws'));
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { headers, perMessageDeflate: false, handshakeTimeout: HELLO_MS });
  // Nothing is read before the camera listens.
  socket.once('open', () => socket.pause());
  await brokenOff(socket, signal, once(socket, 'open'));
  return socket;
}

/** Ends the socket if the signal aborts during the work. */
async function brokenOff<T>(socket: WebSocket, signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  const abort = (): void => socket.terminate();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  try {
    return await work;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

const ENDING_MS = 2000;
const STATE_INTERVAL_MS = 1000;
/** With more unsent bytes than this, a frame is skipped: the newest wins, as in the real service. */
const WAITING_MAX_FRAMES = 1;

export abstract class LinkedCamera extends EventEmitter<LinkEvents> {
  readonly #description: LinkedDescription;
  readonly #socket: WebSocket;
  readonly #stateTimer: NodeJS.Timeout;
  #demand: DemandParams = { streaming: false };
  #sent = 0;
  #dropped = 0;
  #closed = false;

  protected constructor(description: LinkedDescription, socket: WebSocket) {
    super();
    this.#description = description;
    this.#socket = socket;
    this.#stateTimer = setInterval(() => this.#notify('state', this.#state), STATE_INTERVAL_MS);
  }

  /** The hub demands frames, and did not before. */
  protected abstract start(): void;

  /** The hub demands no frames any more, or the link has ended. May be called twice. */
  protected abstract stop(): void;

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

  /** Sends what waits, and closes the link. */
  async end(): Promise<void> {
    this.#closed = true;
    this.stop();
    const deadline = setTimeout(() => this.#socket.terminate(), ENDING_MS);
    if (this.#socket.readyState !== WebSocket.CLOSED) {
      const closed = once(this.#socket, 'close');
      this.#socket.close(1000);
      await closed;
    }
    clearTimeout(deadline);
  }

  /** Breaks the link off. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    this.stop();
    clearInterval(this.#stateTimer);
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }

  /** Says hello. If the hub does not accept the camera, the link is closed. @throws with the hub's reason */
  protected async greet(signal?: AbortSignal): Promise<void> {
    try {
      await brokenOff(this.#socket, signal, this.#greeted());
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  protected sendFrame(fields: FrameFields, jpeg: Uint8Array): void {
    if (this.#socket.bufferedAmount > WAITING_MAX_FRAMES * jpeg.length) {
      this.#dropped += 1;
      return;
    }
    this.#socket.send(encodeFrame(fields, jpeg));
    this.#sent += 1;
  }

  get #state(): StateParams {
    const { fps, width, height } = this.#description;
    return {
      connected: true,
      streaming: this.#demand.streaming,
      settings: { exposure: 8, gain: 0, frameRate: fps, roi: { left: 0, top: 0, width, height } },
      fps: this.#demand.streaming ? Math.min(fps, this.#demand.maxFps ?? Number.POSITIVE_INFINITY) : 0,
      dropped: this.#dropped,
      spooled: 0,
    };
  }

  get #hello(): HelloParams {
    const { cameraId, driver, model, width, height } = this.#description;
    return {
      ...this.#state,
      cameraId,
      name: `${driver.charAt(0).toUpperCase()}${driver.slice(1)} ${cameraId}`,
      driver,
      model,
      serial: '0',
      capabilities: {
        sensor: { width, height, color: false, bitDepth: 8 },
        features: {},
        resolutions: [{ width, height }],
        captureFormats: ['jpg'],
      },
    };
  }

  #greeted(): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => greeting.refuse(new Error(`the hub did not answer hello within ${HELLO_MS} ms`)), HELLO_MS);
      const greeting: Greeting = {
        accept: () => {
          clearTimeout(deadline);
          resolve();
        },
        refuse: (error) => {
          clearTimeout(deadline);
          reject(error);
        },
      };
      this.#listen(greeting);
      this.#send({ jsonrpc: '2.0', id: 'hello', method: 'hello', params: this.#hello });
    });
  }

  #listen(greeting: Greeting): void {
    this.#socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#receive(data, greeting);
    });
    this.#socket.on('error', () => this.#socket.terminate());
    this.#socket.on('close', (code, reason) => {
      const why = `the link was closed: ${code} ${reason.toString()}`.trim();
      this.stop();
      clearInterval(this.#stateTimer);
      greeting.refuse(new Error(why));
      if (!this.#closed) this.emit('lost', why);
    });
    this.#socket.resume();
  }

  #receive(data: RawData, greeting: Greeting): void {
    const message = rpcMessageSchema.parse(JSON.parse((data as Buffer).toString('utf8')));
    if ('method' in message) this.#answer(message);
    else if (message.id === 'hello') {
      if ('error' in message) greeting.refuse(new Error(`the hub refused hello: ${message.error.message}`));
      else greeting.accept();
    }
  }

  #answer(request: Extract<RpcMessage, { method: string }>): void {
    if (request.method === 'demand') this.#demanded(demandParamsSchema.parse(request.params));
    else if (request.id !== undefined && request.method === 'ping') {
      this.#send({ jsonrpc: '2.0', id: request.id, result: { cameraTimeUs: nowUs() } });
    } else if (request.id !== undefined) {
      const { driver } = this.#description;
      const error = { code: RPC_ERROR.methodNotFound, message: `a ${driver} camera has no ${request.method}` };
      this.#send({ jsonrpc: '2.0', id: request.id, error });
    }
  }

  #demanded(demand: DemandParams): void {
    const isStarted = demand.streaming && !this.#demand.streaming;
    this.#demand = demand;
    if (!demand.streaming) this.stop();
    if (isStarted) this.start();
    this.#notify('state', this.#state);
    this.emit('demand', demand);
  }

  #notify(method: string, params: unknown): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  #send(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
