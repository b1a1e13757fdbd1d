/**
 * One direction of a connection: writes the bytes to a socket when a link with the faults of its shape would deliver
 * them. At most QUEUE_MAX_BYTES are under way; then the lane takes no more, and the sender is slowed down.
 */
import type { Duplex } from 'node:stream';
import type { SeededRandom } from '../../figures/random.ts';
import { UNSHAPED, type ByteShape, type Stop } from './byte-shape.ts';

const QUEUE_MAX_BYTES = 16 * 1024 * 1024;
const PIECE_MAX_BYTES = 64 * 1024;
/** A limited rate is kept over pieces of this time. */
const PIECE_MS = 20;

export interface LaneOptions {
  readonly to: Duplex;
  /** Bytes that the direction has passed, also over other sockets of the connection. */
  readonly passed: { bytes: number };
  readonly random: SeededRandom;
  /** A cut or reset is due, or the lane falls silent. Called when all bytes before it are written. */
  readonly onStop: (stop: Stop) => void;
}

export class Lane {
  readonly #to: Duplex;
  readonly #passed: { bytes: number };
  readonly #random: SeededRandom;
  readonly #onStop: (stop: Stop) => void;
  readonly #queue: { readonly bytes: Buffer; readonly dueMs: number }[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #waiting: (() => void)[] = [];
  #shape = UNSHAPED;
  #queuedBytes = 0;
  #lastDueMs = 0;
  #freeAtMs = 0;
  /** Since when the next piece has waited for the one before it; undefined: it has not. */
  #waitedSinceMs: number | undefined;
  #delivering = false;

  constructor({ to, passed, random, onStop }: LaneOptions) {
    this.#to = to;
    this.#passed = passed;
    this.#random = random;
    this.#onStop = onStop;
  }

  apply(shape: ByteShape): void {
    this.#shape = shape;
    this.#fireStops();
    this.#wake();
  }

  /** `done`: the lane takes more. */
  write(bytes: Buffer, done: () => void): void {
    if (this.#shape.shaping.length === 0 && this.#shape.stops.length === 0 && !this.#delivering) {
      this.#passed.bytes += bytes.length;
      this.#put(bytes, done);
    } else {
      void this.#take(bytes).then(() => {
        // Bytes that are read in this turn of the event loop had already arrived: they did not wait for this piece.
        setImmediate(() => (this.#waitedSinceMs = undefined));
        done();
      });
    }
  }

  /** Calls `end` after the last byte. */
  end(end: () => void): void {
    void this.#finish(end);
  }

  /** What waits is dropped, and its callbacks are not called. */
  destroy(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting = [];
    this.#queue.length = 0;
  }

  async #take(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      const room = this.#bytesToStop();
      if (room <= 0) {
        await this.#change();
        this.#waitedSinceMs = undefined;
        continue;
      }
      const shape = this.#shape;
      const piece = rest.subarray(0, Math.min(pieceBytes(shape), room));
      rest = rest.subarray(piece.length);
      await this.#sendingTime(piece.length, shape);
      this.#enqueue(piece, shape);
      this.#fireStops();
      while (this.#queuedBytes >= QUEUE_MAX_BYTES) await this.#change();
    }
  }

  async #sendingTime(bytes: number, { bitsPerSecond, sharedRates }: ByteShape): Promise<void> {
    // Timers fire late. A piece that waited follows without that delay; otherwise the rate would be too low.
    const readyMs = this.#waitedSinceMs ?? performance.now();
    if (bitsPerSecond < Infinity) this.#freeAtMs = Math.max(readyMs, this.#freeAtMs) + (bytes * 8000) / bitsPerSecond;
    const passedMs = Math.max(readyMs, this.#freeAtMs, ...sharedRates.map((rate) => rate.pass(bytes, readyMs)));
    await this.#until(passedMs);
    this.#waitedSinceMs = passedMs;
  }

  #enqueue(bytes: Buffer, { delayMs, jitterMs, shaping }: ByteShape): void {
    for (const { counts } of shaping) {
      counts.applied += 1;
      counts.bytes += bytes.length;
    }
    this.#passed.bytes += bytes.length;
    const dueMs = performance.now() + delayMs + (jitterMs === 0 ? 0 : this.#random.between(0, jitterMs));
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    this.#queue.push({ bytes, dueMs: this.#lastDueMs });
    this.#queuedBytes += bytes.length;
    if (!this.#delivering) void this.#deliver();
  }

  async #deliver(): Promise<void> {
    this.#delivering = true;
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      await this.#until(next.dueMs);
      const { bytes } = next;
      await new Promise<void>((resolve) => this.#put(bytes, resolve));
      if (this.#shape.slicePauseMs > 0) await this.#until(performance.now() + this.#shape.slicePauseMs);
      this.#queue.shift();
      this.#queuedBytes -= bytes.length;
      this.#wake();
    }
    this.#delivering = false;
    this.#fireStops();
    this.#wake();
  }

  #put(bytes: Buffer, done: () => void): void {
    if (this.#to.write(bytes)) done();
    else this.#to.once('drain', done);
  }

  async #finish(end: () => void): Promise<void> {
    while (this.#delivering || this.#bytesToStop() <= 0) await this.#change();
    const { slowCloseMs, slowClosing } = this.#shape;
    for (const { counts } of slowClosing) counts.applied += 1;
    if (slowCloseMs > 0) await this.#until(performance.now() + slowCloseMs);
    end();
  }

  #bytesToStop(): number {
    return Math.min(Infinity, ...this.#shape.stops.map(({ atBytes }) => atBytes - this.#passed.bytes));
  }

  #fireStops(): void {
    if (this.#delivering) return;
    for (const stop of this.#shape.stops) if (stop.atBytes <= this.#passed.bytes) this.#onStop(stop);
  }

  /** Resolves when the shape or the queue changes. */
  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  async #until(timeMs: number): Promise<void> {
    // A timer may fire a fraction of a millisecond early.
    for (let left = timeMs - performance.now(); left > 0; left = timeMs - performance.now()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          resolve();
        }, Math.ceil(left));
        this.#timers.add(timer);
      });
    }
  }
}

function pieceBytes({ bitsPerSecond, sharedRates, sliceBytes }: ByteShape): number {
  const slowest = Math.min(bitsPerSecond, ...sharedRates.map((rate) => rate.bitsPerSecond));
  const perPiece = Math.max(1, Math.floor((slowest / 8000) * PIECE_MS));
  return Math.min(PIECE_MAX_BYTES, perPiece, sliceBytes);
}
