/**
 * A viewer that follows the protocol (docs/reference/protocol/sockets.md) but does not decode pictures. It reads each frame's header,
 * counts its bytes and acknowledges it as drawn. A process can hold many hundreds.
 */
import { EventEmitter } from 'node:events';
import { ACK_INTERVAL_MS, ClockOffset, type CameraState, type Flow, type Watch } from '@eyepiece/shared-types';
import { nowUs } from '../../timing/clock.ts';
import { deferred } from '../../timing/deferred.ts';
import { flowOf, hubTimeUs, watchAnswer } from './answers.ts';
import { connectPacket, eventPacket, pong, readPacket, type Packet } from './engine-packets.ts';
import { readFrameHead, type FrameHead } from './frame-head.ts';
import { VideoChain } from '@eyepiece/shared-types/wire/video-chain';
import { untilLeft } from '../until-left.ts';
import { ConnectError, WebSocketClient } from '../websocket/websocket-client.ts';

const REPLY_MS = 10_000;
const ADMITTED_MS = 20_000;
/** Code of a video frame whose reference is missing. */
const BROKEN_CHAIN = 'broken-chain';
/** Between requests for a key frame. */
const RESET_MIN_MS = 400;

export interface RawViewerOptions {
  /** Address of the hub, or of a link to it. */
  readonly url: string;
  readonly token: string;
  /** Called for every frame when its last byte has arrived. */
  readonly onFrame: (frame: FrameHead, bytes: number) => void;
  /** Called for a video frame whose reference has not arrived. It does not count as a frame: no decoder can show it. */
  readonly onFault?: ((code: string, reason: string) => void) | undefined;
  readonly admittedWithinMs?: number | undefined;
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal | undefined;
}

interface RawViewerEvents {
  flow: [flow: Flow];
  /** The connection has ended without `close`. */
  lost: [reason: string];
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

export class RawViewer extends EventEmitter<RawViewerEvents> {
  readonly #options: RawViewerOptions;
  readonly #socket: WebSocketClient;
  readonly #connected = deferred<unknown>();
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #cameraId = '';
  #flow: Flow | undefined;
  readonly #chain = new VideoChain();
  #resetAtMs = Number.NEGATIVE_INFINITY;
  #frameFollows = false;
  #newestSeq = 0;
  #unacknowledged = 0;
  #oldestUnacknowledgedMs = 0;
  #ackTimer: NodeJS.Timeout | undefined;
  #acknowledges = false;
  #liveness: NodeJS.Timeout | undefined;
  #closed = false;
  #ended = false;

  private constructor(options: RawViewerOptions) {
    super();
    this.#options = options;
    // Settled by the hub's packets or by the end of the connection. It is awaited only after the socket opens.
    this.#connected.promise.catch(() => undefined);
    this.#socket = new WebSocketClient(new URL(`${options.url}/socket.io/?EIO=4&transport=websocket`), {
      text: (message) => this.#packet(readPacket(message)),
      binary: (head, bytes) => this.#binary(head, bytes),
      ping: () => undefined,
      closed: (reason) => this.#end(reason),
    });
  }

  /** Connected and admitted. @throws {ConnectError} with the hub's reason */
  static async connect(options: RawViewerOptions): Promise<RawViewer> {
    const viewer = new RawViewer(options);
    await untilLeft(viewer.#connect(), options.signal, () => viewer.close());
    return viewer;
  }

  /** Whether the connection is over. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** How the hub serves this viewer now. */
  get flow(): Flow | undefined {
    return this.#flow;
  }

  /** @throws if the hub refuses */
  async watch(request: Watch): Promise<CameraState> {
    this.#cameraId = request.cameraId;
    this.#acknowledges = request.flow !== 'none';
    this.#flow = undefined;
    this.#chain.end();
    const { flow, camera } = watchAnswer(await this.request('watch', request));
    // Unless the hub has sent a newer one already.
    this.#flow ??= flow;
    return camera;
  }

  /** An event with a reply. */
  request(name: string, argument: unknown): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#pending.delete(id);
        reject(new ConnectError(`no reply to ${name} within ${REPLY_MS} ms`));
      }, REPLY_MS);
      this.#pending.set(id, { resolve, reject, deadline });
      this.#socket.send(eventPacket(name, [argument], id));
    });
  }

  /** The hub's clock minus ours, µs. */
  async clockOffsetUs(exchanges = 15): Promise<number> {
    const clock = new ClockOffset();
    const deadlineMs = performance.now() + REPLY_MS;
    for (let count = 0; count < exchanges && performance.now() < deadlineMs; count += 1) {
      const sentUs = nowUs();
      const hubUs = hubTimeUs(await this.request('time:sync', {}));
      clock.add(sentUs, hubUs, nowUs());
    }
    return clock.offsetUs;
  }

  /** Stops reading and acknowledging until `resume`. */
  stall(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
    if (this.#unacknowledged > 0) this.#acknowledgeNewest();
  }

  /** Acknowledges any frame, besides those that the viewer acknowledges by itself. */
  acknowledge(seq: number): void {
    this.#socket.send(eventPacket('frame:ack', [this.#cameraId, seq]));
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    this.#end('closed');
    this.#socket.close();
  }

  async #connect(): Promise<void> {
    const { admittedWithinMs = ADMITTED_MS } = this.#options;
    const problem = `the server does not admit a viewer within ${admittedWithinMs} ms: is it a hub?`;
    const deadline = setTimeout(() => this.#connected.reject(new ConnectError(problem)), admittedWithinMs);
    try {
      await this.#socket.open();
      await this.#connected.promise;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(deadline);
    }
  }

  #packet(packet: Packet): void {
    switch (packet.type) {
      case 'frame':
        this.#frameFollows = true;
        return;
      case 'open':
        clearTimeout(this.#liveness);
        this.#liveness = setTimeout(() => this.#silent(), packet.pingIntervalMs + packet.pingTimeoutMs);
        this.#socket.send(connectPacket({ token: this.#options.token, purpose: 'frames' }));
        return;
      case 'ping':
        this.#liveness?.refresh();
        this.#socket.send(pong(packet.payload));
        return;
      case 'connected':
        this.#connected.resolve(undefined);
        return;
      case 'refused':
        this.#connected.reject(new ConnectError(`the hub refused: ${packet.message} (${packet.code})`, { code: packet.code }));
        this.#socket.close();
        return;
      case 'reply':
        this.#settle(packet.id, packet.value);
        return;
      case 'event':
        if (packet.name === 'flow') this.#flowed(flowOf(packet.args[0]));
        return;
      case 'disconnected':
        this.#socket.close();
        this.#end('disconnected by the hub');
        return;
      case 'other':
    }
  }

  #flowed(flow: Flow | undefined): void {
    if (!flow) return;
    this.#flow = flow;
    this.emit('flow', flow);
    if (this.#unacknowledged >= flow.ackEvery) this.#acknowledgeNewest();
  }

  #binary(head: Buffer, bytes: number): void {
    if (!this.#frameFollows) return;
    this.#frameFollows = false;
    const frame = readFrameHead(head, bytes);
    if (!frame.video || this.#chain.follows(frame)) this.#options.onFrame(frame, bytes);
    else this.#broken(frame, frame.video.dependsOn);
    this.#newestSeq = frame.seq;
    if (!this.#acknowledges) return;
    this.#unacknowledged += 1;
    if (this.#unacknowledged === 1) this.#oldestUnacknowledgedMs = performance.now();
    if (this.#unacknowledged >= (this.#flow?.ackEvery ?? 1)) this.#acknowledgeNewest();
    else this.#ackTimer ??= setTimeout(() => this.#ackDue(), ACK_INTERVAL_MS);
  }

  #broken({ seq, picture }: FrameHead, dependsOn: number): void {
    this.#options.onFault?.(BROKEN_CHAIN, `frame ${seq} (${picture}) depends on ${dependsOn}, which did not come before it`);
    const nowMs = performance.now();
    if (nowMs - this.#resetAtMs < RESET_MIN_MS) return;
    this.#resetAtMs = nowMs;
    this.#socket.send(eventPacket('video:reset', [{ cameraId: this.#cameraId }]));
  }

  /** One timer keeps running while frames are acknowledged before it expires: cheaper than one per frame. */
  #ackDue(): void {
    this.#ackTimer = undefined;
    if (this.#unacknowledged === 0) return;
    const waitMs = this.#oldestUnacknowledgedMs + ACK_INTERVAL_MS - performance.now();
    if (waitMs <= 1) this.#acknowledgeNewest();
    else this.#ackTimer = setTimeout(() => this.#ackDue(), waitMs);
  }

  #acknowledgeNewest(): void {
    this.#unacknowledged = 0;
    this.acknowledge(this.#newestSeq);
  }

  #settle(id: number, value: unknown): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    clearTimeout(pending.deadline);
    pending.resolve(value);
  }

  #silent(): void {
    this.#socket.close();
    this.#end('the hub went silent');
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#ackTimer);
    clearTimeout(this.#liveness);
    const error = new ConnectError(reason);
    this.#connected.reject(error);
    for (const { reject, deadline } of this.#pending.values()) {
      clearTimeout(deadline);
      reject(error);
    }
    this.#pending.clear();
    if (!this.#closed) this.emit('lost', reason);
  }
}
