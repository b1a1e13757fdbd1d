import { PassThrough, Writable } from 'node:stream';
import { encodeFrame, readFrameHeader } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StreamCounters } from './counters.ts';
import { MjpegReader } from './mjpeg-reader.ts';
import type { OnMeasured } from './sending/send-queues.ts';
import { SharedFrame } from './frames/shared-frame.ts';

const OWNER = { userId: 'u', name: 'Ada', address: '127.0.0.1' };

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function open() {
  const sink = new PassThrough({ highWaterMark: 1e9 });
  let written = 0;
  let measured: OnMeasured = () => undefined;
  let wishes = 0;
  const connection = {
    get writtenBytes() {
      return sink.readableLength + written;
    },
    watch: (onMeasured: OnMeasured) => {
      measured = onMeasured;
      return { soon: () => (wishes += 1), stop: () => undefined };
    },
    maxStalledMs: 30_000,
    end: () => void sink.end(),
    cut: () => void sink.destroy(),
  };
  const reader = new MjpegReader(sink, { owner: OWNER, counters: new StreamCounters(), connection, dateUs: (us) => us });
  /** Reads everything that was written. @returns the sequence numbers of the frames, in order */
  const take = (): number[] => {
    const text = ((sink.read() as Buffer | null) ?? Buffer.alloc(0)).toString('latin1');
    written += text.length;
    return [...text.matchAll(/X-Sequence: (\d+)/g)].map((match) => Number(match[1]));
  };
  const deliver = (undeliveredBytes: number, afterMs = 100): void =>
    measured({ undeliveredBytes, writtenBytes: connection.writtenBytes, atMs: performance.now() + afterMs });
  const wished = (): boolean => {
    const some = wishes > 0;
    wishes = 0;
    return some;
  };
  return { sink, reader, take, deliver, wished, forget: () => measured(undefined) };
}

function frame(seq: number): SharedFrame {
  const message = Buffer.from(
    encodeFrame({ seq, flags: 0, capturedAtUs: 1e15 + seq, width: 8, height: 8, exposureMs: 8, gainDb: 0 }, new Uint8Array(5000)),
  );
  return new SharedFrame('cam', message, readFrameHeader(message), { receivedAtMs: 0, ordinal: seq, rendition: 'full' });
}

it('keeps only the newest frame while earlier data is undelivered', () => {
  const { reader, take, deliver } = open();
  for (const seq of [1, 2, 3]) reader.offer(frame(seq));
  expect(take()).toEqual([1]);
  deliver(5000);
  expect(take()).toEqual([]);
  reader.offer(frame(4));
  deliver(0);
  expect(take()).toEqual([4]);
  expect(reader.report).toMatchObject({ sent: 2, dropped: 2 });
});

it('wants a measurement soon while a frame waits or data is undelivered', () => {
  const { reader, deliver, take, wished } = open();
  reader.offer(frame(1));
  take();
  expect(wished()).toBe(false);
  reader.offer(frame(2));
  expect(wished()).toBe(true);
  deliver(5000);
  expect(wished()).toBe(true);
  deliver(0);
  take();
  deliver(0, 200);
  wished();
  deliver(0, 300);
  expect(wished()).toBe(false);
});

it.each([
  ['reused when the connection has taken all of it', true],
  ['kept while the connection still reads it', false],
])('the memory of a part is %s', (_what, takes) => {
  const written: Buffer[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (written.push(chunk) === 1 || takes) done(); // the first chunk opens the stream
    },
  });
  const connection = { writtenBytes: 0, watch: () => ({ soon: vi.fn(), stop: vi.fn() }), maxStalledMs: 30_000, end: vi.fn(), cut: vi.fn() };
  const reader = new MjpegReader(sink, { owner: OWNER, counters: new StreamCounters(), connection, dateUs: (us) => us });
  const [first, second] = [frame(1), frame(2)];
  reader.offer(first);
  first.written();
  expect(second.mjpegPart((us) => us).buffer === written[1]?.buffer).toBe(takes);
  second.written();
});

it('writes at once on platforms that do not report delivery', () => {
  const { reader, take, forget } = open();
  reader.offer(frame(1));
  forget();
  for (const seq of [2, 3]) reader.offer(frame(seq));
  expect(take()).toEqual([1, 2, 3]);
});

it('is cut when nothing is delivered for 30 s', () => {
  const { sink, reader, deliver } = open();
  reader.offer(frame(1));
  for (const seconds of [1, 10, 20, 30]) deliver(5000, seconds * 1000);
  expect(sink.destroyed).toBe(false);
  deliver(5000, 32_000);
  expect(sink.destroyed).toBe(true);
});

it('is kept while data is delivered, however slowly, and while there is nothing to send', () => {
  const { sink, reader, deliver, take } = open();
  reader.offer(frame(1));
  take();
  for (let seconds = 20, left = 5000; left >= 0; seconds += 20, left -= 1000) deliver(left, seconds * 1000);
  for (const seconds of [200, 300]) deliver(0, seconds * 1000);
  reader.offer(frame(2));
  deliver(5000, 400_000);
  expect(sink.destroyed).toBe(false);
});

it('ends when the camera has not been live for ten minutes', () => {
  const { sink, reader, deliver, take } = open();
  reader.offerStandIn(Buffer.from('banner'), frame(1), 0);
  deliver(0);
  reader.offerStandIn(Buffer.from('banner'), frame(1), 599_000);
  expect(take()).toEqual([1, 1]);
  expect(sink.writableEnded).toBe(false);
  reader.offer(frame(2));
  reader.offerStandIn(Buffer.from('banner'), frame(2), 600_000);
  expect(sink.writableEnded).toBe(false);
  reader.offerStandIn(Buffer.from('banner'), frame(2), 1_200_000);
  expect(sink.writableEnded).toBe(true);
  reader.offer(frame(3)); // the camera is back too late
  deliver(0);
  expect(take()).toEqual([2]);
});
