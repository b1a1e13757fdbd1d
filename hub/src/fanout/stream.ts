/** Distributes one camera's frames to its readers, and sends their combined demand to the camera. */
import type { FrameHeader, RenditionName } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import type { Camera } from '../ingest/camera.ts';
import type { Reader, ReaderReport } from './reader.ts';
import { nowUs } from '../process/host-clock.ts';
import { NO_MEASUREMENTS, StreamCounters, type FanoutMeasurements } from './counters.ts';
import { isLargeEnough, largestDemand } from './frames/demand.ts';
import { Rendition, type RenditionEvents } from './frames/rendition.ts';
import { SharedFrame } from './frames/shared-frame.ts';
import { Sizes } from './frames/sizes.ts';
import { makeStandIn } from './frames/stand-in.ts';
import { renditionFor } from './quality.ts';
import { SampleFeed } from './samples/sample-feed.ts';
import { VideoFeed } from './video/video-feed.ts';

/** Interval of placeholder pictures while the camera is not live, ms. */
const NOT_LIVE_EVERY_MS = 1000;
/** Delay before the camera stops, ms, so that reloading the only viewer's page does not restart it. */
const LINGER_MS = 1000;

type OpenRendition = (name: RenditionName, events: RenditionEvents) => Pick<Rendition, 'offer'>;

export interface StreamOptions {
  readonly lingerMs?: number | undefined;
  readonly measurements?: FanoutMeasurements | undefined;
  readonly logger?: Pick<Logger, 'warn'> | undefined;
  /** Opens the encoder of a rendition. */
  readonly openRendition?: OpenRendition;
  /** Called when a reader has come or gone. */
  readonly onReaders?: () => void;
}

export class Stream {
  readonly camera: Camera;
  readonly #readers = new Set<Reader>();
  readonly #lingerMs: number;
  #latest: SharedFrame | undefined;
  #linger: NodeJS.Timeout | undefined;
  readonly #renditions = new Map<RenditionName, Pick<Rendition, 'offer'>>();
  readonly #openRendition: OpenRendition;
  readonly sizes = new Sizes();
  #width = 0;
  #shownNotLiveAtMs = Number.NEGATIVE_INFINITY;
  /** Placeholder pictures of the newest frame. */
  readonly #standIns = new Map<RenditionName, Promise<Buffer>>();
  readonly counters = new StreamCounters();
  readonly video: VideoFeed;
  readonly samples: SampleFeed;
  readonly #measure: FanoutMeasurements;
  readonly #logger: StreamOptions['logger'];
  readonly #onReaders: StreamOptions['onReaders'];

  constructor(camera: Camera, options: StreamOptions = {}) {
    const { lingerMs = LINGER_MS, measurements = NO_MEASUREMENTS, logger } = options;
    const { openRendition = (name, events) => new Rendition(name, events) } = options;
    this.camera = camera;
    this.#lingerMs = lingerMs;
    this.#measure = measurements;
    this.#logger = logger;
    this.#onReaders = options.onReaders;
    this.#openRendition = openRendition;
    this.video = new VideoFeed(camera, () => this.#demandChanged());
    const place = (seq: number, nowMs: number): number | undefined => this.video.samplesArrived(seq, nowMs);
    this.samples = new SampleFeed({ camera, place, demandChanged: () => this.#demandChanged() });
    camera.on('frame', (message, header) => this.#publish(message, header));
    camera.on('video', (message, header) => this.video.publish(message, header, performance.now()));
    camera.on('samples', (message, header) => this.samples.publish(message, header, performance.now()));
    camera.on('attached', () => this.video.restarted(performance.now()));
  }

  /** Reports of all current readers. */
  get reports(): readonly ReaderReport[] {
    return [...this.#readers].flatMap((reader) => reader.report ?? []);
  }

  /** All current readers. */
  get readers(): ReadonlySet<Reader> {
    return this.#readers;
  }

  get measurements(): FanoutMeasurements {
    return this.#measure;
  }

  /** The newest frame while the camera is live. */
  get latest(): SharedFrame | undefined {
    return this.camera.status === 'live' ? this.#latest : undefined;
  }

  add(reader: Reader): void {
    if (this.#width > 0) reader.sourceWidth(this.#width);
    this.#readers.add(reader);
    if (reader.video) this.video.add(reader.video, performance.now());
    if (reader.samples) this.samples.add(reader.samples, performance.now());
    this.#readersChanged();
    // Viewers start with a small rendition, and should not wait for the next frame. Snapshots of less size do.
    const { latest } = this;
    if (latest && (reader.rendition === 'full' || reader.wantsBetter)) this.#offerAgain(reader, latest);
  }

  /** May be called twice. The reader receives no frame afterwards. */
  remove(reader: Reader): void {
    if (!this.#readers.delete(reader)) return;
    if (reader.video) this.video.remove(reader.video);
    if (reader.samples) this.samples.remove(reader.samples);
    this.#readersChanged();
  }

  /**
   * The next frame of the camera. Starts the camera if it has no viewers.
   * @param maxWidth maximum width, px; undefined: full size
   */
  next(signal: AbortSignal, maxWidth?: number): Promise<SharedFrame> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      let rendition: RenditionName = 'full';
      const reader: Reader = {
        demand: { maxWidth },
        get rendition() {
          return rendition;
        },
        sourceWidth: (width) => (rendition = renditionFor(width, maxWidth)),
        offer: (frame) => {
          this.remove(reader);
          signal.removeEventListener('abort', aborted);
          resolve(frame);
        },
        tick: () => undefined,
      };
      const aborted = () => {
        this.remove(reader);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', aborted, { once: true });
      this.add(reader);
    });
  }

  tick(nowMs: number): void {
    this.video.tick(nowMs);
    this.samples.tick(nowMs);
    const { latest } = this;
    for (const reader of this.#readers) {
      reader.tick(nowMs);
      if (latest && reader.wantsBetter?.(latest, nowMs)) this.#offerAgain(reader, latest);
    }
    if (nowMs - this.#shownNotLiveAtMs < NOT_LIVE_EVERY_MS || !this.#isOut) return;
    this.#shownNotLiveAtMs = nowMs;
    for (const reader of this.#readers) if (reader.offerStandIn) void this.#tryStandIn(reader, nowMs);
  }

  /** Not live, and not about to be: an idle camera starts for its readers, unless a person has stopped its live picture. */
  get #isOut(): boolean {
    const { status } = this.camera;
    return status === 'idle' ? this.#readers.size > 0 && this.camera.state.stopped !== undefined : status !== 'live';
  }

  async #tryStandIn(reader: Reader, nowMs: number): Promise<void> {
    try {
      await this.#sendStandIn(reader, nowMs);
    } catch (error) {
      this.#standIns.delete(reader.rendition); // the next attempt makes a new one
      this.#logger?.warn({ err: error, cameraId: this.camera.id }, 'the picture for a camera that is not live could not be shown');
    }
  }

  async #sendStandIn(reader: Reader, nowMs: number): Promise<void> {
    const last = this.#latest;
    let standIn = this.#standIns.get(reader.rendition);
    if (!standIn) {
      standIn = makeStandIn(last?.jpeg, reader.rendition);
      this.#standIns.set(reader.rendition, standIn);
    }
    const jpeg = await standIn;
    if (this.#isOut && this.#readers.has(reader)) reader.offerStandIn?.(jpeg, last, nowMs);
  }

  close(): void {
    clearTimeout(this.#linger);
    this.#readers.clear();
  }

  #publish(message: Buffer, header: FrameHeader): void {
    const receivedAtMs = performance.now();
    const ageMs = (nowUs() - (header.capturedAtUs - this.camera.clockOffsetUs)) / 1000;
    this.#measure.arrived(this.camera.id, ageMs / 1000);
    const frame = new SharedFrame(this.camera.id, message, header, {
      receivedAtMs,
      capturedAtMs: receivedAtMs - Math.max(0, ageMs),
      ordinal: this.video.jpegArrived({ seq: header.seq, width: header.width, bytes: message.length }, receivedAtMs),
      rendition: 'full',
    });
    this.#latest = frame;
    if (header.width !== this.#width) this.sizes.restart();
    this.sizes.arrived(message.length);
    this.#standIns.clear();
    if (header.width !== this.#width) this.#widthChanged(header.width);
    const wanted = new Set<RenditionName>();
    for (const reader of this.#readers) {
      if (!isLargeEnough(frame, reader.demand)) continue;
      const { rendition } = reader;
      if (rendition === 'full') reader.offer(frame);
      else if (reader.skipsJpeg?.(receivedAtMs) !== true) wanted.add(rendition);
    }
    frame.written();
    for (const name of wanted) this.#rendition(name).offer(frame);
    this.counters.received.frames += 1;
    this.counters.received.bytes += message.length;
    const tookMs = performance.now() - receivedAtMs;
    this.camera.noteFanout(tookMs);
    this.#measure.fannedOut(this.camera.id, tookMs / 1000);
  }

  #rendition(name: RenditionName): Pick<Rendition, 'offer'> {
    let rendition = this.#renditions.get(name);
    if (!rendition) {
      rendition = this.#openRendition(name, {
        made: (frame, source) => {
          this.sizes.made(name, frame.message.length, source.message.length);
          this.#publishRendition(frame);
        },
        dropped: (reason, source) => {
          this.counters.dropped[reason] += 1;
          if (reason === 'undecodable') this.#offerUnmade(name, source);
        },
      });
      this.#renditions.set(name, rendition);
    }
    return rendition;
  }

  #publishRendition(frame: SharedFrame): void {
    for (const reader of this.#readers) {
      if (reader.rendition === frame.rendition && isLargeEnough(frame, reader.demand)) reader.offer(frame);
    }
    frame.written();
  }

  #offerUnmade(name: RenditionName, frame: SharedFrame): void {
    for (const reader of this.#readers) {
      if (reader.rendition === name && isLargeEnough(frame, reader.demand)) reader.offerUnmade?.(frame);
    }
    frame.written();
  }

  /** Offers a frame that was published before. */
  #offerAgain(reader: Reader, frame: SharedFrame): void {
    if (!isLargeEnough(frame, reader.demand) || reader.skipsJpeg?.(performance.now()) === true) return;
    if (reader.rendition !== 'full') {
      this.#rendition(reader.rendition).offer(frame);
      return;
    }
    reader.offer(frame);
    frame.written();
  }

  #widthChanged(width: number): void {
    this.#width = width;
    for (const reader of this.#readers) reader.sourceWidth(width);
  }

  #readersChanged(): void {
    this.camera.setViewers(this.#readers.size);
    this.#onReaders?.();
    this.#demandChanged();
  }

  #demandChanged(): void {
    clearTimeout(this.#linger);
    const demand = largestDemand([...this.#readers].map((reader) => reader.demand));
    const { demand: video } = this.video;
    const { demand: samples } = this.samples;
    if (demand.streaming) {
      this.camera.setDemand({ ...demand, ...(video.length > 0 && { video }), ...(samples && { samples }) });
      return;
    }
    // The camera service itself keeps encoders for a moment.
    const { video: _video, samples: _samples, ...lingering } = this.camera.demand;
    this.camera.setDemand(lingering);
    this.#linger = setTimeout(() => this.camera.setDemand(demand), this.#lingerMs);
  }
}
