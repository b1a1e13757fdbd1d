import { framePayload } from '@eyepiece/shared-types/wire/frame';
import { VideoChain } from '@eyepiece/shared-types/wire/video-chain';
import { reportFault } from '../../../browser/report-fault.ts';
import type { ArrivedFrame } from '@eyepiece/client/frames/arrived-frame';
import { codecString } from './codec-string.ts';
import { DecoderFaults } from './decoder-faults.ts';
import { KeyRequest } from '@eyepiece/client/frames/key-request';

/** A hub never sends more frames without acknowledgement. More than this in the decoder is a fault of the hub. */
const PENDING_MAX = 64;
/**
 * A decoder that returns nothing for this long is stuck, ms. A busy machine may need seconds for a picture. The hub then
 * sends JPEG frames, because it has no credit for video.
 */
const STUCK_MS = 20_000;
/** The browser takes a decoder back that is idle for minutes, for example between two triggers. That is no fault. */
const RECLAIMED = 'QuotaExceededError';

export interface VideoPlayerEvents {
  /** In order. The receiver closes the picture. */
  decoded(frame: ArrivedFrame, picture: VideoFrame): void;
  /** The frame will not be decoded. */
  skipped(frame: ArrivedFrame): void;
  /** A key frame is needed. */
  broken(): void;
  /** Video does not work in this browser. */
  failed(): void;
}

/**
 * Decodes access units in the order of their arrival. No frame is left out in favour of a newer one: that would break
 * the chain. A slow decoder leaves frames unacknowledged instead. Then the hub has no credit for the next frame, breaks
 * the chain itself, and continues with a key frame or a JPEG. So the hub's window bounds the frames in the decoder.
 */
export class VideoPlayer {
  readonly #events: VideoPlayerEvents;
  readonly #chain = new VideoChain();
  readonly #pending = new Map<number, ArrivedFrame>();
  #decoder: VideoDecoder | null = null;
  /** Codec and size that the decoder is configured for. */
  #configuration = '';
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  readonly #keyRequest: KeyRequest;
  readonly #faults = new DecoderFaults();

  constructor(events: VideoPlayerEvents) {
    this.#events = events;
    this.#keyRequest = new KeyRequest(() => events.broken());
  }

  decode(frame: ArrivedFrame): void {
    const { header, message, order } = frame;
    if (!this.#chain.follows(header)) {
      this.#events.skipped(frame);
      this.#keyRequest.needed();
      return;
    }
    this.#keyRequest.fulfilled();
    try {
      const data = framePayload(message, header);
      if (header.video?.key) this.#configure(frame, data);
      if (!this.#decoder) throw new Error('no decoder is configured');
      if (this.#pending.size >= PENDING_MAX) throw new Error(`${this.#pending.size} frames wait in the decoder`);
      this.#pending.set(order, frame);
      // The order serves as timestamp: decoders return it with the picture.
      this.#decoder.decode(new EncodedVideoChunk({ type: header.video?.key ? 'key' : 'delta', timestamp: order, data }));
      this.#watch();
    } catch (error) {
      if (!this.#pending.has(order)) this.#events.skipped(frame);
      this.#fault(error);
    }
  }

  /** Closes the decoder and drops its frames, for a new stream. */
  close(): void {
    this.#closeDecoder();
    this.#keyRequest.reset();
  }

  /** Continues with the next key frame. */
  #closeDecoder(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    this.#pending.clear();
    this.#chain.end();
    this.#configuration = '';
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = null;
  }

  #configure({ header }: ArrivedFrame, data: Uint8Array): void {
    const codec = codecString(data);
    if (codec === null) throw new Error('a key frame has no sequence parameter set');
    const configuration = `${codec} ${header.width}x${header.height}`;
    if (this.#decoder && configuration === this.#configuration) return;
    this.#drop();
    this.#chain.follows(header);
    this.#configuration = configuration;
    const decoder: VideoDecoder = new VideoDecoder({
      output: (picture) => this.#output(decoder, picture),
      error: (error) => {
        if (decoder !== this.#decoder) return;
        if (error.name === RECLAIMED) this.#restart();
        else this.#fault(error);
      },
    });
    this.#decoder = decoder;
    decoder.configure({ codec, optimizeForLatency: true });
  }

  #output(decoder: VideoDecoder, picture: VideoFrame): void {
    const frame = decoder === this.#decoder ? this.#pending.get(picture.timestamp) : undefined;
    if (!frame) {
      picture.close();
      return;
    }
    this.#faults.decoded();
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    for (const [order, earlier] of this.#pending) {
      if (order >= picture.timestamp) break;
      this.#pending.delete(order);
      this.#events.skipped(earlier);
    }
    this.#pending.delete(picture.timestamp);
    if (this.#pending.size > 0) this.#watch();
    this.#events.decoded(frame, picture);
  }

  #watch(): void {
    this.#watchdog ??= setTimeout(() => this.#recover(), STUCK_MS);
  }

  #fault(error: unknown): void {
    reportFault('Video could not be decoded:', error);
    this.#recover();
  }

  #recover(): void {
    if (!this.#faults.add(performance.now())) {
      this.#restart();
      return;
    }
    this.#drop();
    this.#events.failed();
  }

  #restart(): void {
    this.#drop();
    this.#keyRequest.needed();
  }

  /** Closes the decoder. Its frames count as skipped. */
  #drop(): void {
    const lost = [...this.#pending.values()];
    this.#closeDecoder();
    for (const frame of lost) this.#events.skipped(frame);
  }
}
