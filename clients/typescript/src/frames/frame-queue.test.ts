import { encodeFrame, encodeVideoFrame } from '@eyepiece/shared-types/wire/frame';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FrameQueue } from './frame-queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fields = (seq: number) => ({ seq, flags: 0, capturedAtUs: 1, width: 4, height: 4, exposureMs: 1, gainDb: 0 });
const jpeg = (seq: number): Uint8Array => encodeFrame(fields(seq), new Uint8Array([0xff, 0xd8]));
const video = (seq: number, dependsOn = seq): Uint8Array =>
  encodeVideoFrame(fields(seq), { codec: 'h264', tier: 'lean', key: dependsOn === seq, dependsOn }, new Uint8Array(3));

function rig() {
  const events = { ack: vi.fn(), needsKey: vi.fn(), available: vi.fn() };
  const queue = new FrameQueue(events);
  const put = (...messages: Uint8Array[]): void => messages.forEach((message) => queue.arrived('cam', message));
  const drain = (): number[] => {
    const taken: number[] = [];
    for (let frame = queue.take(); frame; frame = queue.take()) taken.push(frame.seq);
    return taken;
  };
  return { ...events, queue, put, drain, acks: () => events.ack.mock.calls.map(([, seq]) => seq as number) };
}

it('keeps only the newest JPEG, and acknowledges it when the next one is asked for', () => {
  const { queue, put, acks } = rig();
  put(jpeg(1), jpeg(2), jpeg(3));
  expect(queue.take()?.seq).toBe(3);
  expect(acks()).toEqual([]);
  expect(queue.take()).toBeNull();
  expect(acks()).toEqual([3]);
});

it('acknowledges as rarely as the hub says, but in time', () => {
  const { queue, put, acks } = rig();
  queue.setAckEvery(3);
  put(jpeg(1), jpeg(2));
  queue.take();
  queue.take();
  expect(acks()).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(acks()).toEqual([2]);
});

it('keeps the order of video, and of JPEG frames among it', () => {
  const { put, drain } = rig();
  put(video(1), video(2, 1), jpeg(3), jpeg(4), video(5, 2));
  expect(drain()).toEqual([1, 2, 4, 5]);
});

it('leaves out video without its reference, acknowledges it, and asks for a key frame once', () => {
  const { put, drain, needsKey, acks } = rig();
  put(video(2, 1), video(3, 2), video(4, 3));
  expect(drain()).toEqual([]);
  expect(needsKey).toHaveBeenCalledOnce();
  expect(acks()).toEqual([2, 3, 4]);
  put(video(5), video(6, 5));
  expect(drain()).toEqual([5, 6]);
});

it('never grows without end: a hub that sends without credit loses its video', () => {
  const { put, drain, needsKey } = rig();
  put(video(0));
  for (let seq = 1; seq < 500; seq += 1) put(video(seq, seq - 1));
  expect(drain().length).toBeLessThanOrEqual(64);
  expect(needsKey).toHaveBeenCalled();
});

it('begins again after a reconnect, and acknowledges nothing of before', () => {
  const { queue, put, drain, acks, needsKey } = rig();
  put(video(1), video(2, 1));
  queue.take();
  queue.restart();
  expect(drain()).toEqual([]);
  expect(acks()).toEqual([]);
  put(video(3, 2));
  expect([drain(), needsKey.mock.calls.length]).toEqual([[], 1]);
});

it('rejects what is not a frame, and goes on', () => {
  const { put, drain, acks } = rig();
  expect(() => put(new Uint8Array(8))).toThrow('a frame has at least 40 bytes');
  put(jpeg(7));
  expect(drain()).toEqual([7]);
  expect(acks()).toEqual([7]);
});

it('is silent once closed', () => {
  const { queue, put, acks } = rig();
  queue.setAckEvery(9);
  put(jpeg(1));
  queue.take();
  queue.take();
  queue.close();
  vi.advanceTimersByTime(10_000);
  expect(acks()).toEqual([]);
});
