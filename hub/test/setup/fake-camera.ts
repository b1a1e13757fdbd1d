/** A camera service for tests: uses the real camera link and uploads over real sockets. */
import { once } from 'node:events';
import {
  FenceGate,
  RPC_ERROR,
  welcomeFenceSchema,
  type Analysis,
  type AnalysisWatchParams,
  type CameraSettings,
  type Capabilities,
  type CaptureMetadata,
  type CaptureParams,
  type Corrections,
  type CorrectionsUpdate,
  type DemandParams,
  type RpcMessage,
  type SettingsFile,
  type SettingsUpdate,
  type StateParams,
  type VideoOffer,
  type VideoTier,
  type WelcomeFence,
} from '@eyepiece/shared-types';
import { WebSocket } from 'ws';
import { RpcFailure } from '../../src/ingest/transport/rpc-peer.ts';
import {
  fakeCapture,
  putCapture,
  putPreview,
  type FakeCapture,
  type FakeCaptureParams,
  type HubAddress,
} from './camera-parts/fake-captures.ts';
import { FakeFrames } from './camera-parts/fake-frames.ts';
import { FakeJobs } from './camera-parts/fake-jobs.ts';
import { FakeRewind } from './camera-parts/fake-rewind.ts';

export interface FakeCameraOptions extends HubAddress {
  readonly cameraId?: string;
  readonly width?: number;
  readonly height?: number;
}

type Handler = (params: never) => unknown;

export const FAKE_CAPABILITIES: Capabilities = {
  sensor: { width: 64, height: 48, color: true, bitDepth: 8 },
  features: {
    exposure: { kind: 'number', label: 'Exposure', unit: 'ms', min: 0.02, max: 2000, scale: 'log', readOnly: false, whileStreaming: true },
    gain: { kind: 'number', label: 'Gain', unit: 'dB', min: 0, max: 24, scale: 'linear', readOnly: false, whileStreaming: true },
  },
  resolutions: [{ width: 64, height: 48 }],
  captureFormats: ['jpg'],
};

export class FakeCamera {
  readonly id: string;
  readonly #options: FakeCameraOptions;
  readonly demands: DemandParams[] = [];
  readonly answers: RpcMessage[] = [];
  /** The `analysis.watch` requests of the hub, in order. */
  readonly analysisRequests: AnalysisWatchParams[] = [];
  corrections: Corrections = { dark: { state: 'none' }, flat: { state: 'none' } };
  readonly jobs: FakeJobs;
  readonly rewind = new FakeRewind((message) => this.socket.send(message));
  readonly #frames = new FakeFrames({
    settings: () => this.settings,
    rewind: this.rewind,
    send: (message) => this.socket.send(message),
  });
  settings: CameraSettings;
  /** Handlers of requests from the hub, by method; they may throw an RpcFailure. */
  readonly on: Record<string, Handler> = {};
  uploads = true;
  /** What it offers in its next hello. */
  video: VideoOffer | undefined;
  /** The tiers of `video:key`, in order. */
  readonly keyRequests: VideoTier[] = [];
  /** The close code of the last link. */
  closeCode: number | undefined;
  /** Identifies the process, as a real service does in its hello. */
  instance: { instanceId?: string; host?: string } = {};
  /** As a real service has it: obeys only the newest of several hubs. */
  readonly fence = new FenceGate();
  readonly #welcomes = new WeakMap<WebSocket, WelcomeFence>();
  #socket: WebSocket | undefined;

  constructor(options: FakeCameraOptions) {
    this.#options = options;
    this.id = options.cameraId ?? 'fake';
    this.settings = {
      exposure: 8,
      gain: 0,
      frameRate: 30,
      roi: { left: 0, top: 0, width: options.width ?? 64, height: options.height ?? 48 },
    };
    this.on['ping'] = () => ({ cameraTimeUs: Date.now() * 1000 });
    this.on['demand'] = (demand: DemandParams) => {
      this.demands.push(demand);
    };
    this.on['video:key'] = ({ tier }: { tier: VideoTier }) => {
      this.keyRequests.push(tier);
    };
    this.on['settings.update'] = ({ settings }: { settings: SettingsUpdate }) => {
      this.settings = { ...this.settings, ...(settings as Partial<CameraSettings>) };
      this.sendState();
      return { settings: this.settings };
    };
    this.on['settings.export'] = () => ({ file: { settings: this.settings } });
    this.on['settings.import'] = ({ file }: { file: SettingsFile }) => {
      this.settings = { ...this.settings, ...(file.settings as Partial<CameraSettings>) };
      this.sendState();
      return { settings: this.settings, applied: file.settings, leftOut: [] };
    };
    this.on['capture'] = (params: CaptureParams) => this.#capture(params);
    this.on['analysis.watch'] = (request: AnalysisWatchParams) => {
      this.analysisRequests.push(request);
      return { outside: [] };
    };
    this.on['corrections.update'] = ({ corrections }: { corrections: CorrectionsUpdate }) => this.#correct(corrections);
    this.jobs = new FakeJobs(this.id, (message) => this.send(message));
    Object.assign(this.on, this.jobs.handlers, this.rewind.handlers);
  }

  get socket(): WebSocket {
    if (!this.#socket) throw new Error('the fake camera is not connected');
    return this.#socket;
  }

  get state(): StateParams {
    const { settings, corrections } = this;
    const { state: rewind } = this.rewind;
    return { connected: true, streaming: true, settings, corrections, freeBytes: 5e9, fps: 30, dropped: 0, spooled: 0, rewind };
  }

  /** Connects and sends a hello; resolves with the hub's answer. */
  async connect(hubUrl = this.#options.hubUrl): Promise<unknown> {
    const { token } = this.#options;
    const socket = new WebSocket(`${hubUrl.replace('http', 'ws')}/ingest/v1`, { headers: { authorization: `Bearer ${token}` } });
    socket.on('error', () => undefined);
    socket.on('close', (code) => (this.closeCode = code));
    await once(socket, 'open');
    this.#socket = socket;
    const greeted = new Promise((resolve, reject) => {
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) return;
        const message = JSON.parse(data.toString()) as RpcMessage;
        if ('method' in message) void this.#answer(message, socket);
        else if (message.id === 'hello') {
          if ('error' in message) reject(new Error(message.error.message));
          else if (this.#accepts(message.result, socket)) resolve(message.result);
          else {
            socket.close();
            reject(new Error('the hub is a former home'));
          }
        } else this.answers.push(message);
      });
    });
    this.send({ jsonrpc: '2.0', id: 'hello', method: 'hello', params: this.hello });
    return greeted;
  }

  get hello(): object {
    return {
      ...this.state,
      ...this.instance,
      cameraId: this.id,
      name: `Camera ${this.id}`,
      driver: 'fake',
      model: 'F-1',
      serial: '42',
      capabilities: FAKE_CAPABILITIES,
      ...(this.video && { video: this.video }),
      jobs: this.jobs.newestFirst,
      ...(this.fence.highest !== undefined && { fence: this.fence.highest }),
    };
  }

  #accepts(welcome: unknown, socket: WebSocket): boolean {
    const fence = welcomeFenceSchema.safeParse(welcome).data;
    if (fence && !this.fence.accept(fence)) return false;
    if (fence) this.#welcomes.set(socket, fence);
    return true;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  sendState(state: Partial<StateParams> = {}): void {
    this.send({ jsonrpc: '2.0', method: 'state', params: { ...this.state, ...state } });
  }

  sendAnalysis(analysis: Partial<Analysis> = {}): void {
    const params: Analysis = { seq: this.#frames.seq, capturedAtUs: Date.now() * 1000, bitDepth: 8, focus: { score: 0.5 }, ...analysis };
    this.send({ jsonrpc: '2.0', method: 'analysis', params });
  }

  #correct({ dark, flat, display }: CorrectionsUpdate): { corrections: Corrections } {
    const after = (order: CorrectionsUpdate['dark'], before: Corrections['dark']): Corrections['dark'] =>
      order === undefined ? before : { state: order === 'off' ? 'off' : order === 'clear' ? 'none' : 'on' };
    this.corrections = {
      dark: after(dark, this.corrections.dark),
      flat: after(flat, this.corrections.flat),
      ...(display && { display }),
    };
    this.sendState();
    return { corrections: this.corrections };
  }

  /**
   * Sends one frame with `payload`, by default a small JPEG. `scaledTo`: scales it to that width, as the service does for
   * a demand. Resolves with the sequence number.
   */
  sendFrame(payload?: Uint8Array, options?: { scaledTo?: number }): Promise<number> {
    return this.#frames.send(payload, options);
  }

  /** Sends the video frame of the moment of the last JPEG. Without `dependsOn` it is a key frame. */
  sendVideo(tier: VideoTier, options?: { dependsOn?: number; bytes?: number }): number {
    return this.#frames.sendVideo(tier, options);
  }

  async #capture(params: CaptureParams): Promise<{ capture: CaptureMetadata }> {
    const { metadata, jpeg } = await this.makeCapture(params);
    if (this.uploads) void this.upload(metadata, jpeg);
    return { capture: metadata };
  }

  async makeCapture(params: FakeCaptureParams): Promise<FakeCapture> {
    const { id: cameraId, settings } = this;
    return fakeCapture(params, { cameraId, settings, seq: this.#frames.seq }, await this.#frames.picture());
  }

  upload(metadata: CaptureMetadata, file: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    return putCapture(this.#options, metadata, file, headers);
  }

  uploadPreview(captureId: string, jpeg: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    return putPreview(this.#options, captureId, jpeg, headers);
  }

  async close(): Promise<void> {
    if (!this.#socket || this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }

  async #answer(request: Extract<RpcMessage, { method: string }>, socket: WebSocket): Promise<void> {
    const send = (message: object): void => socket.send(JSON.stringify(message));
    const handler = this.on[request.method];
    try {
      if (!this.fence.permits(this.#welcomes.get(socket), request.fence))
        throw new RpcFailure({ code: RPC_ERROR.replaced, message: 'not the home' });
      const result = await handler?.(request.params as never);
      if (request.id !== undefined && result !== undefined) send({ jsonrpc: '2.0', id: request.id, result });
    } catch (error) {
      if (request.id !== undefined)
        send({
          jsonrpc: '2.0',
          id: request.id,
          error:
            error instanceof RpcFailure
              ? { code: error.code, message: error.message, data: error.data }
              : { code: -32603, message: String(error) },
        });
    }
  }
}
