/** A connection to the home of a camera for one kind of its frames: its JPEGs, a tier of its video, or its samples. */
import { ACK_INTERVAL_MS, FrameError, readFrameHeader, type FrameHeader } from '@eyepiece/shared-types';
import type { Socket } from 'socket.io-client';
import { connectFailure } from '../../peers/connect-failure.ts';
import { dial, type OwnHub } from '../../peers/dial.ts';
import type { PeerAddress } from '../../peers/directory.ts';
import { resultOf } from '../../peers/protocol.ts';
import { Redial } from '../../peers/redial.ts';
import { relayFlowSchema, relaySourceSchema, type RelaySource, type RelayWatch } from '../messages.ts';

const WATCH_DEADLINE_MS = 5000;

export interface FrameConnectionParts {
  readonly own: OwnHub;
  readonly home: PeerAddress;
  readonly watch: RelayWatch;
  readonly onFrame: (message: Buffer, header: FrameHeader) => void;
  readonly onSource: (source: RelaySource) => void;
  /** A message of the home that cannot be used. */
  readonly onError: (message: string) => void;
  /** Frames come, or the connection is lost and made again. */
  readonly onUp: (up: boolean) => void;
}

export class FrameConnection {
  readonly #parts: FrameConnectionParts;
  readonly #socket: Socket;
  readonly #redial: Redial;
  #watch: RelayWatch;
  #up = false;
  #closed = false;
  #ackEvery = 1;
  #unacknowledged = 0;
  #lastSeq = 0;
  #ackTimer: NodeJS.Timeout | undefined;

  constructor(parts: FrameConnectionParts) {
    this.#parts = parts;
    this.#watch = parts.watch;
    const socket = dial(parts.own, parts.home, '');
    this.#socket = socket;
    this.#redial = new Redial(() => socket.connect());
    socket.on('connect', () => void this.#subscribe());
    socket.on('connect_error', (error) => this.#failed(connectFailure(error)));
    socket.on('disconnect', (reason) => this.#failed(reason));
    socket.on('frame', (_cameraId: unknown, message: unknown) => this.#frame(message));
    socket.on('source', (source: unknown) => this.#source(source));
    socket.on('flow', (flow: unknown) => {
      const parsed = relayFlowSchema.safeParse(flow);
      if (parsed.success) this.#ackEvery = parsed.data.ackEvery;
    });
    socket.connect();
  }

  get up(): boolean {
    return this.#up;
  }

  /** The viewers of this hub want another size or rate. */
  change(watch: RelayWatch): void {
    if (watch.maxWidth === this.#watch.maxWidth && watch.maxFps === this.#watch.maxFps) return;
    this.#watch = watch;
    if (this.#socket.connected) void this.#subscribe();
  }

  /** Does nothing while the connection is down: video starts with a key frame. */
  requestKey(): void {
    if (this.#up) this.#socket.emit('key');
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    this.#redial.close();
    clearTimeout(this.#ackTimer);
    this.#socket.disconnect();
  }

  async #subscribe(): Promise<void> {
    const watch = this.#watch;
    try {
      const answer: unknown = await this.#socket.timeout(WATCH_DEADLINE_MS).emitWithAck('watch', watch);
      const source = relaySourceSchema.parse(resultOf(answer));
      if (this.#closed || watch !== this.#watch) return;
      // `flow` of the earlier subscription has arrived before this answer.
      this.#ackEvery = 1;
      this.#parts.onSource(source);
      this.#redial.succeeded();
      this.#setUp(true);
    } catch (error) {
      if (this.#closed || watch !== this.#watch || !this.#socket.connected) return;
      this.#parts.onError(error instanceof Error ? error.message : String(error));
      // Dials again after a delay, see `#failed`.
      this.#socket.disconnect();
    }
  }

  #source(source: unknown): void {
    const parsed = relaySourceSchema.safeParse(source);
    if (parsed.success) this.#parts.onSource(parsed.data);
    else this.#parts.onError('the home of the camera sent an invalid message');
  }

  #frame(message: unknown): void {
    if (!Buffer.isBuffer(message)) return;
    const { onFrame, onError } = this.#parts;
    try {
      const header = readFrameHeader(message);
      this.#lastSeq = header.seq;
      const isAsked = header.video?.tier === this.#watch.tier && (header.samples !== undefined) === (this.#watch.samples ?? false);
      if (isAsked) onFrame(message, header);
      else onError(`frame ${header.seq} is of another kind than this connection`);
      this.#acknowledge();
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      onError(`${error.code}: ${error.message}`);
    }
  }

  /** The frame was given to the viewers of this hub. */
  #acknowledge(): void {
    this.#unacknowledged += 1;
    if (this.#unacknowledged >= this.#ackEvery) this.#sendAck();
    else this.#ackTimer ??= setTimeout(() => this.#sendAck(), ACK_INTERVAL_MS).unref();
  }

  #sendAck(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#unacknowledged = 0;
    if (this.#socket.connected) this.#socket.emit('frame:ack', this.#lastSeq);
  }

  #failed(reason: string): void {
    if (this.#closed) return;
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#unacknowledged = 0;
    if (reason !== 'io client disconnect') this.#parts.onError(reason);
    this.#setUp(false);
    this.#redial.failed();
  }

  #setUp(up: boolean): void {
    this.#up = up;
    this.#parts.onUp(up);
  }
}
