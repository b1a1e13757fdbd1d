/**
 * A stream as multipart/x-mixed-replace, for programs that know nothing of us (ffmpeg, VLC, OpenCV, <img>).
 * Newest frame wins: while the connection has not taken the last part, only the newest frame waits.
 */
import type { Writable } from 'node:stream';
import { RateLimit, type Reader, type ReaderDemand } from './reader.ts';
import { divisorFor, type Divisor } from './rendition.ts';
import type { SharedFrame } from './shared-frame.ts';

const BOUNDARY = 'eyepiece-frame';
export const MJPEG_CONTENT_TYPE = `multipart/x-mixed-replace; boundary=${BOUNDARY}`;

export class MjpegReader implements Reader {
  readonly demand: ReaderDemand;
  readonly #sink: Writable;
  readonly #rate: RateLimit;
  #full = false;
  #waiting: SharedFrame | undefined;
  #started = false;
  #divisor: Divisor = 1;

  constructor(sink: Writable, demand: ReaderDemand) {
    this.demand = demand;
    this.#sink = sink;
    this.#rate = new RateLimit(demand.maxFps);
    sink.on('drain', () => {
      this.#full = false;
      const newest = this.#waiting;
      this.#waiting = undefined;
      if (newest) this.#write(newest);
    });
  }

  get divisor(): Divisor {
    return this.#divisor;
  }

  sourceWidth(width: number): void {
    this.#divisor = divisorFor(width, this.demand.maxWidth);
  }

  offer(frame: SharedFrame): void {
    if (this.#sink.destroyed || !this.#rate.admits(performance.now())) return;
    if (this.#full) this.#waiting = frame;
    else this.#write(frame);
  }

  tick(): void {
    // nothing of it depends on time: the connection's drain is what it waits for
  }

  #write(frame: SharedFrame): void {
    const opening = this.#started ? '' : `--${BOUNDARY}\r\n`;
    this.#started = true;
    const { seq, capturedAtUs } = frame.header;
    this.#sink.cork();
    this.#sink.write(
      `${opening}Content-Type: image/jpeg\r\nContent-Length: ${frame.jpeg.length}\r\nX-Timestamp: ${(capturedAtUs / 1e6).toFixed(6)}\r\nX-Sequence: ${seq}\r\n\r\n`,
    );
    this.#sink.write(frame.jpeg);
    // The boundary closes the part: browsers show a part only once they have seen the end of it.
    this.#full = !this.#sink.write(`\r\n--${BOUNDARY}\r\n`);
    this.#sink.uncork();
  }
}
