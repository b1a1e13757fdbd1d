/**
 * Sends a stream as multipart/x-mixed-replace, for clients without our protocol (ffmpeg, VLC, OpenCV, <img>).
 * While the connection has enough undelivered data, only the newest frame is kept.
 */
import type { Writable } from 'node:stream';
import type { RenditionName } from '@eyepiece/shared-types';
import type { StreamCounters } from './counters.ts';
import { RateLimit } from './sending/rate-limit.ts';
import type { ReaderDemand } from './frames/demand.ts';
import { Tally, type Reader, type ReaderOwner, type ReaderReport } from './reader.ts';
import { encodeMjpegPart, MJPEG_OPENING, timeHeaders } from './frames/mjpeg-part.ts';
import { renditionFor } from './quality.ts';
import { SendPace, type SendMeasurement } from './sending/send-pace.ts';
import type { OnMeasured, Watch } from './sending/send-queues.ts';
import type { SharedFrame } from './frames/shared-frame.ts';

/** Feeds end when the camera has not been live for this long. */
const MAX_NOT_LIVE_MS = 10 * 60_000;

/** The connection of a feed, and its measured delivery. */
export interface FeedConnection {
  /** Total bytes written. */
  readonly writtenBytes: number;
  watch(onMeasured: OnMeasured): Watch;
  /** The feed ends when nothing of the unsent data is delivered for this long, ms. */
  readonly maxStalledMs: number;
  /** Ends the feed when its data is sent, and the connection with it. */
  end(): void;
  /** Ends a stalled feed. */
  cut(): void;
}

interface MjpegOptions extends ReaderDemand {
  readonly owner: ReaderOwner;
  readonly counters: StreamCounters;
  /** Converts a time of the camera clock to Unix time, µs. */
  readonly dateUs: (cameraUs: number) => number;
  readonly connection: FeedConnection;
}

export class MjpegReader implements Reader {
  readonly demand: ReaderDemand;
  readonly #sink: Writable;
  readonly #rate: RateLimit;
  readonly #owner: ReaderOwner;
  readonly #counters: StreamCounters;
  readonly #dateUs: MjpegOptions['dateUs'];
  readonly #connection: FeedConnection;
  readonly #watch: Watch;
  #pace: SendPace | undefined;
  readonly #tally = new Tally();
  #full = false;
  #waiting: SharedFrame | undefined;
  #rendition: RenditionName = 'full';
  #notLiveSinceMs: number | undefined;

  /** @param sink the connection itself: an HTTP response would cork every write, and so keep the shared buffer in use */
  constructor(sink: Writable, { owner, counters, dateUs, connection, ...demand }: MjpegOptions) {
    this.demand = demand;
    this.#owner = owner;
    this.#counters = counters;
    this.#dateUs = dateUs;
    this.#sink = sink;
    this.#rate = new RateLimit(demand.maxFps);
    this.#connection = connection;
    sink.write(MJPEG_OPENING);
    this.#pace = new SendPace(connection.writtenBytes, performance.now());
    this.#watch = connection.watch((measurement) => {
      this.#measured(measurement);
      this.#writeWaiting();
    });
    sink.once('close', () => this.#watch.stop());
    sink.on('drain', () => {
      this.#full = false;
      this.#writeWaiting();
    });
  }

  get report(): ReaderReport {
    return {
      ...this.#owner,
      kind: 'mjpeg',
      ...this.#tally.report,
      acknowledgements: 0,
      rendition: this.#rendition,
    };
  }

  get rendition(): RenditionName {
    return this.#rendition;
  }

  sourceWidth(width: number): void {
    this.#rendition = renditionFor(width, this.demand.maxWidth);
  }

  offer(frame: SharedFrame): void {
    this.#notLiveSinceMs = undefined;
    if (this.#sink.destroyed || !this.#rate.admits(performance.now())) return;
    if (this.#waiting) {
      this.#tally.droppedFrame();
      this.#counters.dropped.socket_full += 1;
    }
    this.#waiting = frame;
    this.#writeWaiting();
  }

  offerStandIn(jpeg: Buffer, frame: SharedFrame | undefined, nowMs: number): void {
    this.#notLiveSinceMs ??= nowMs;
    if (this.#sink.destroyed || this.#sink.writableEnded) return;
    if (nowMs - this.#notLiveSinceMs >= MAX_NOT_LIVE_MS) this.#connection.end();
    else if (this.#mayWrite) {
      const times = frame ? timeHeaders(frame.header, this.#dateUs(frame.header.capturedAtUs)) : '';
      this.#write(encodeMjpegPart(jpeg, `${times}X-Not-Live: 1\r\n`));
    }
  }

  tick(): void {
    // Nothing to do: writing depends on the connection, not on time.
  }

  #measured(measurement: SendMeasurement | undefined): void {
    if (!measurement) {
      this.#pace = undefined;
      return;
    }
    this.#pace ??= new SendPace(measurement.writtenBytes, measurement.atMs);
    this.#pace.measured(measurement);
    if (!this.#pace.isSteady) this.#watch.soon();
    if (this.#pace.stalledMs > this.#connection.maxStalledMs && !this.#sink.destroyed) this.#connection.cut();
  }

  get #mayWrite(): boolean {
    return !this.#full && (this.#pace?.mayWrite(this.#connection.writtenBytes) ?? true);
  }

  #writeWaiting(): void {
    const newest = this.#waiting;
    if (!newest || !this.#sink.writable) return;
    if (!this.#mayWrite) {
      if (!this.#full) this.#watch.soon();
      return;
    }
    this.#waiting = undefined;
    this.#tally.sentFrame(newest.jpeg.length, newest.header.width);
    this.#counters.sentFrame(newest.rendition, newest.header, newest.jpeg.length);
    // Unsent data is read from this buffer later.
    if (!this.#write(newest.mjpegPart(this.#dateUs))) newest.keepMjpegPart();
  }

  /** @returns whether the kernel has taken all of it */
  #write(part: Buffer): boolean {
    const belowMark = this.#sink.write(part);
    const taken = this.#sink.writableLength === 0;
    this.#full = !belowMark && !taken;
    return taken;
  }
}
