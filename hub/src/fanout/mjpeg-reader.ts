/**
 * A stream as multipart/x-mixed-replace, for programs that know nothing of us (ffmpeg, VLC, OpenCV, <img>).
 * Newest frame wins: while the connection has not taken the last part, only the newest frame waits.
 */
import type { Writable } from 'node:stream';
import type { StreamCounters } from './counters.ts';
import { RateLimit, type Reader, type ReaderDemand, type ReaderOwner, type ReaderReport } from './reader.ts';
import { divisorFor, type Divisor } from './rendition.ts';
import type { SharedFrame } from './shared-frame.ts';

const BOUNDARY = 'eyepiece-frame';
export const MJPEG_CONTENT_TYPE = `multipart/x-mixed-replace; boundary=${BOUNDARY}`;

interface MjpegOptions extends ReaderDemand {
  readonly owner: ReaderOwner;
  readonly counters: StreamCounters;
  /** A time of the camera clock as a date. */
  readonly dateUs: (cameraUs: number) => number;
}

export class MjpegReader implements Reader {
  readonly demand: ReaderDemand;
  readonly #sink: Writable;
  readonly #rate: RateLimit;
  readonly #owner: ReaderOwner;
  readonly #counters: StreamCounters;
  readonly #dateUs: MjpegOptions['dateUs'];
  #sent = 0;
  #dropped = 0;
  #full = false;
  #waiting: SharedFrame | undefined;
  #started = false;
  #divisor: Divisor = 1;

  constructor(sink: Writable, { owner, counters, dateUs, ...demand }: MjpegOptions) {
    this.demand = demand;
    this.#owner = owner;
    this.#counters = counters;
    this.#dateUs = dateUs;
    this.#sink = sink;
    this.#rate = new RateLimit(demand.maxFps);
    sink.on('drain', () => {
      this.#full = false;
      const newest = this.#waiting;
      this.#waiting = undefined;
      if (newest) this.#write(newest);
    });
  }

  get report(): ReaderReport {
    return { ...this.#owner, kind: 'mjpeg', sent: this.#sent, dropped: this.#dropped, divisor: this.#divisor };
  }

  get divisor(): Divisor {
    return this.#divisor;
  }

  sourceWidth(width: number): void {
    this.#divisor = divisorFor(width, this.demand.maxWidth);
  }

  offer(frame: SharedFrame): void {
    if (this.#sink.destroyed || !this.#rate.admits(performance.now())) return;
    if (!this.#full) {
      this.#write(frame);
      return;
    }
    if (this.#waiting) {
      this.#dropped += 1;
      this.#counters.dropped.socket_full += 1;
    }
    this.#waiting = frame;
  }

  tick(): void {
    // nothing of it depends on time: the connection's drain is what it waits for
  }

  #write(frame: SharedFrame): void {
    this.#sent += 1;
    const carried = this.#counters.sent[frame.divisor];
    carried.frames += 1;
    carried.bytes += frame.jpeg.length;
    const opening = this.#started ? '' : `--${BOUNDARY}\r\n`;
    this.#started = true;
    const { seq, capturedAtUs } = frame.header;
    this.#sink.cork();
    this.#sink.write(
      `${opening}Content-Type: image/jpeg\r\nContent-Length: ${frame.jpeg.length}\r\nX-Timestamp: ${(this.#dateUs(capturedAtUs) / 1e6).toFixed(6)}\r\nX-Sequence: ${seq}\r\n\r\n`,
    );
    this.#sink.write(frame.jpeg);
    // The boundary closes the part: browsers show a part only once they have seen the end of it.
    this.#full = !this.#sink.write(`\r\n--${BOUNDARY}\r\n`);
    this.#sink.uncork();
  }
}
