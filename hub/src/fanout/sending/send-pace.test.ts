import { describe, expect, it } from 'vitest';
import { SendPace } from './send-pace.ts';

/** As in send-queues.ts. */
const MEASURED_EVERY_MS = 300;
const MEASURED_SOON_MS = 100;
const FRAME_BYTES = 40_000;
const FPS = 30;

/** A connection with a limited rate. `hiddenBytes` are acknowledged by the receiver's kernel before its program reads them. */
class SimulatedConnection {
  writtenBytes = 0;
  #arrivedBytes = 0;
  readonly frames: { readonly endByte: number; readonly capturedAtMs: number }[] = [];
  readonly #hiddenBytes: number;

  constructor(hiddenBytes: number) {
    this.#hiddenBytes = hiddenBytes;
  }

  write(capturedAtMs: number): void {
    this.writtenBytes += FRAME_BYTES;
    this.frames.push({ endByte: this.writtenBytes, capturedAtMs });
  }

  pass(bytes: number): void {
    this.#arrivedBytes = Math.min(this.writtenBytes, this.#arrivedBytes + bytes);
  }

  get undeliveredBytes(): number {
    return Math.max(0, this.writtenBytes - this.#arrivedBytes - this.#hiddenBytes);
  }

  /** Capture time of the frame that is shown now, ms. */
  get shownFromMs(): number | undefined {
    return this.frames.findLast(({ endByte }) => endByte <= this.#arrivedBytes)?.capturedAtMs;
  }
}

interface Run {
  readonly bytesPerSecond: (ms: number) => number;
  readonly hiddenBytes?: number;
  readonly seconds: number;
}

/** @returns the age of the shown frame, every 100 ms, and the time of each write */
function run({ bytesPerSecond, hiddenBytes = 0, seconds }: Run): { ages: number[]; writtenAtMs: number[] } {
  const connection = new SimulatedConnection(hiddenBytes);
  const pace = new SendPace(0, 0);
  const ages: number[] = [];
  let nextFrameMs = 0;
  let measuredAtMs = 0;
  let soon = true;
  for (let ms = 0; ms < seconds * 1000; ms++) {
    connection.pass(bytesPerSecond(ms) / 1000);
    if (ms - measuredAtMs >= (soon ? MEASURED_SOON_MS : MEASURED_EVERY_MS)) {
      pace.measured({ undeliveredBytes: connection.undeliveredBytes, writtenBytes: connection.writtenBytes, atMs: ms });
      measuredAtMs = ms;
      soon = !pace.isSteady;
    }
    if (ms >= nextFrameMs) {
      nextFrameMs += 1000 / FPS;
      if (pace.mayWrite(connection.writtenBytes)) connection.write(ms);
      else soon = true;
    }
    const shown = connection.shownFromMs;
    if (ms % 100 === 0 && shown !== undefined) ages.push(ms - shown);
  }
  return { ages, writtenAtMs: connection.frames.map(({ capturedAtMs }) => capturedAtMs) };
}

describe('a feed is paced by delivery', () => {
  it('on a link of 100 kB/s: frames are never older than 1.5 s after the first measurements', () => {
    const { ages, writtenAtMs } = run({ bytesPerSecond: () => 100_000, seconds: 70 });
    expect(Math.max(...ages.slice(30))).toBeLessThanOrEqual(1500);
    expect(writtenAtMs.length).toBeGreaterThan(70 * 1.5);
  });

  it('also when the receiver buffers 64 kB that its program has not read', () => {
    const { ages } = run({ bytesPerSecond: () => 100_000, hiddenBytes: 64_000, seconds: 70 });
    expect(Math.max(...ages.slice(50))).toBeLessThanOrEqual(1500);
  });

  it('on a fast link: every frame, after the first half second', () => {
    const { writtenAtMs } = run({ bytesPerSecond: () => 100e6, seconds: 10 });
    expect(writtenAtMs.filter((ms) => ms >= 500).length).toBeGreaterThanOrEqual(9.5 * FPS - 1);
  });

  it('on a link that becomes slow, and fast again', () => {
    const { ages, writtenAtMs } = run({ bytesPerSecond: (ms) => (ms >= 10_000 && ms < 30_000 ? 100_000 : 100e6), seconds: 70 });
    expect(Math.max(...ages.slice(150, 300))).toBeLessThanOrEqual(1500);
    expect(writtenAtMs.filter((ms) => ms >= 60_000).length).toBeGreaterThanOrEqual(10 * FPS - 1);
  });

  it('on a stalled link: at most one frame is in flight', () => {
    const { writtenAtMs } = run({ bytesPerSecond: () => 0, seconds: 10 });
    expect(writtenAtMs).toEqual([0]);
  });
});
