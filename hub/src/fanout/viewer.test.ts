import { encodeFrame, readFrameHeader, type Flow } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { SharedFrame } from './frames/shared-frame.ts';
import type { ViewerSink } from './link/viewer-link.ts';
import { Viewer } from './viewer.ts';

class FakeSink implements ViewerSink {
  readonly sent: number[] = [];
  readonly flows: Flow[] = [];
  flushed = true;
  readonly canPing = false;
  readonly sharers = 1;
  send(frame: SharedFrame): boolean {
    this.sent.push(frame.header.seq);
    return false;
  }
  ping(): boolean {
    return false;
  }
  flow(flow: Flow): void {
    this.flows.push(flow);
  }
}

function frame(seq: number): SharedFrame {
  const fields = { seq, flags: 0, capturedAtUs: 1, width: 640, height: 480, exposureMs: 1, gainDb: 0 };
  const message = Buffer.from(encodeFrame(fields, new Uint8Array(4)));
  return new SharedFrame('cam', message, readFrameHeader(message), { receivedAtMs: 0, ordinal: seq, rendition: 'full' });
}

function viewer(options: { flow?: 'ack' | 'none'; maxFps?: number } = {}) {
  const sink = new FakeSink();
  const clock = { nowMs: 0 };
  return { sink, clock, viewer: new Viewer(sink, { cameraId: 'cam', flow: 'ack', ...options, now: () => clock.nowMs }) };
}

describe('Viewer', () => {
  it('keeps only the newest waiting frame, and sends it with the next credit', () => {
    const { sink, viewer: v } = viewer();
    for (let seq = 0; seq < 10; seq += 1) v.offer(frame(seq));
    expect(sink.sent).toEqual([0, 1]);
    v.acknowledge(1);
    expect(sink.sent).toEqual([0, 1, 9]);
    expect(v.report.dropped).toBe(7);
  });

  it('never sends a frame after a newer one', () => {
    const { sink, clock, viewer: v } = viewer();
    for (let seq = 0; seq < 200; seq += 1) {
      clock.nowMs += 33;
      v.offer(frame(seq));
      if (seq % 7 === 3) v.acknowledge(sink.sent.at(-1) ?? 0);
    }
    expect(sink.sent.length).toBeGreaterThan(20);
    expect(sink.sent).toEqual([...sink.sent].sort((a, b) => a - b));
  });

  it('ignores acknowledgements of frames it never received', () => {
    const { sink, viewer: v } = viewer();
    for (let seq = 0; seq < 5; seq += 1) v.offer(frame(seq));
    for (const invalid of [99, -1, 0xffff_ffff, 3]) v.acknowledge(invalid);
    expect(sink.sent).toEqual([0, 1]);
  });

  it('reports a stalled viewer, and recovers with its next acknowledgement', () => {
    const { sink, clock, viewer: v } = viewer();
    v.offer(frame(0));
    v.offer(frame(1));
    clock.nowMs = 3500;
    v.tick(clock.nowMs);
    expect(sink.flows.at(-1)?.reason).toBe('stalled');
    v.offer(frame(2));
    v.acknowledge(1);
    expect(sink.sent).toEqual([0, 1, 2]);
    expect(sink.flows.at(-1)?.reason).toBeUndefined();
  });

  it('sends to a viewer without acknowledgements only while its socket has no unsent data', () => {
    const { sink, viewer: v } = viewer({ flow: 'none' });
    v.offer(frame(0));
    sink.flushed = false;
    v.offer(frame(1));
    v.offer(frame(2));
    sink.flushed = true;
    v.tick(0);
    v.offer(frame(3));
    expect(sink.sent).toEqual([0, 3]);
    expect(v.report).toMatchObject({ dropped: 2, sent: 2 });
  });

  it('respects the rate that a viewer requested', () => {
    const { sink, clock, viewer: v } = viewer({ maxFps: 5 });
    for (let seq = 0; seq < 90; seq += 1) {
      clock.nowMs += 1000 / 30;
      v.offer(frame(seq));
      v.acknowledge(seq);
    }
    expect(sink.sent.length).toBeGreaterThanOrEqual(14);
    expect(sink.sent.length).toBeLessThanOrEqual(16);
  });
});
