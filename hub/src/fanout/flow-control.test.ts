import { describe, expect, it } from 'vitest';
import { FlowControl } from './flow-control.ts';

interface Link {
  /** Latency of an idle link, ms. */
  readonly delayMs: number;
  /** Time a frame occupies the link, ms. */
  readonly perFrameMs: number;
}

/** Simulates a viewer at 30 fps behind a link. Frames without credit are dropped. */
function simulate(link: Link, seconds: number): { flow: FlowControl; delivered: number; offered: number; oldestAtArrivalMs: number } {
  const flow = new FlowControl(0);
  const arrivals: { seq: number; atMs: number; sentMs: number }[] = [];
  let linkFreeAtMs = 0;
  let delivered = 0;
  let lastAckSeq = -1;
  let oldestAtArrivalMs = 0;
  const offered = seconds * 30;
  for (let nowMs = 0, seq = 0; seq < offered; nowMs += 1) {
    while (arrivals[0] && arrivals[0].atMs + link.delayMs / 2 <= nowMs) {
      const { seq: drawn, atMs, sentMs } = arrivals.shift()!;
      delivered += 1;
      if (nowMs > (seconds * 1000) / 2) oldestAtArrivalMs = Math.max(oldestAtArrivalMs, atMs - sentMs);
      if (drawn - lastAckSeq >= flow.ackEvery || arrivals.length === 0) {
        flow.acknowledged(drawn, nowMs);
        lastAckSeq = drawn;
      }
    }
    if (nowMs < (seq * 1000) / 30) continue;
    if (flow.canSend(nowMs)) {
      flow.sent(seq, nowMs);
      linkFreeAtMs = Math.max(linkFreeAtMs, nowMs) + link.perFrameMs;
      arrivals.push({ seq, atMs: linkFreeAtMs + link.delayMs / 2, sentMs: nowMs });
    } else flow.blocked(nowMs);
    seq += 1;
  }
  return { flow, delivered, offered, oldestAtArrivalMs };
}

describe('FlowControl', () => {
  it('delivers every frame over a short, wide link with few acknowledgements', () => {
    const { flow, delivered, offered } = simulate({ delayMs: 2, perFrameMs: 1 }, 10);
    expect(delivered).toBeGreaterThanOrEqual(offered - 3);
    expect(flow.ackEvery).toBeGreaterThan(3);
  });

  it('opens the window for a long, wide link until nothing is dropped', () => {
    const { flow, delivered, offered } = simulate({ delayMs: 200, perFrameMs: 1 }, 20);
    expect(flow.window + flow.ackEvery - 1).toBeGreaterThanOrEqual(6);
    expect(delivered / offered).toBeGreaterThan(0.95);
  });

  it('keeps frames recent on a narrow link: none queues behind more than one other', () => {
    const { delivered, oldestAtArrivalMs } = simulate({ delayMs: 4, perFrameMs: 200 }, 30);
    expect(delivered).toBeGreaterThan(30 * 4); // the link carries 5 frames a second
    expect(oldestAtArrivalMs).toBeLessThanOrEqual(2 * 200 + 4);
  });

  it('keeps frames recent on a link that carries some of them, and asks for every acknowledgement', () => {
    const { flow, delivered, oldestAtArrivalMs } = simulate({ delayMs: 4, perFrameMs: 80 }, 30);
    expect(delivered).toBeGreaterThan(30 * 10); // of 12.5 a second
    expect(oldestAtArrivalMs).toBeLessThanOrEqual(3 * 80 + 4);
    expect(flow.ackEvery).toBe(1);
  });

  it('does not mistake a short pause of the viewer for a narrow link', () => {
    const flow = simulate({ delayMs: 100, perFrameMs: 1 }, 10).flow;
    const window = flow.window;
    for (let seq = 1000; seq < 1003; seq += 1) flow.sent(seq, 10_000 + (seq - 1000) * 33);
    flow.acknowledged(1001, 10_800); // 700 ms late
    flow.acknowledged(1002, 10_801); // sent before that was known, so no second proof
    flow.sent(1003, 10_810);
    flow.acknowledged(1003, 10_910);
    expect(flow.window).toBe(window);
  });

  it('shrinks the window when a frame sent after the first late one is late as well', () => {
    const flow = simulate({ delayMs: 100, perFrameMs: 1 }, 10).flow;
    flow.sent(1000, 10_000);
    flow.acknowledged(1000, 10_800);
    flow.sent(1001, 10_810);
    flow.acknowledged(1001, 11_600);
    expect(flow.window).toBe(1);
    expect(flow.ackEvery).toBe(1);
  });

  it('does not shrink the window for acknowledgements that a busy hub reads late', () => {
    const flow = new FlowControl(0);
    flow.sent(0, 0);
    flow.acknowledged(0, 10);
    const window = flow.window;
    for (let seq = 1; seq < 20; seq += 1) {
      flow.sent(seq, seq * 300);
      expect(flow.acknowledged(seq, seq * 300 + 250, seq * 300 + 15)).toMatchObject({ roundTripMs: 250, queueingMs: 5 });
    }
    expect(flow.window).toBe(window);
  });

  it('stops sending to a viewer that stops acknowledging, whatever its window was', () => {
    const flow = simulate({ delayMs: 2, perFrameMs: 1 }, 10).flow;
    let sent = 0;
    for (let nowMs = 10_000, seq = 1000; nowMs < 13_000; nowMs += 33, seq += 1) {
      if (!flow.canSend(nowMs)) continue;
      flow.sent(seq, nowMs);
      sent += 1;
    }
    expect(sent).toBeLessThanOrEqual(13);
    expect(flow.stalled(14_000)).toBe(true);
    flow.acknowledged(1000 + 90, 14_000);
    flow.acknowledged(1000 + sent - 1, 14_000);
    expect(flow.canSend(14_000)).toBe(true);
    expect(flow.stalled(14_000)).toBe(false);
  });

  it.each([
    ['of the future', 12],
    ['of the past', 4],
    ['half the sequence space away', 0x8000_0000],
  ])('ignores an acknowledgement %s', (_name, seq) => {
    const flow = new FlowControl(0);
    flow.sent(10, 0);
    flow.sent(11, 1);
    expect(flow.acknowledged(seq, 5)).toBeUndefined();
    expect(flow.inFlight).toBe(2);
    expect(flow.canSend(5)).toBe(false);
  });

  it('counts an acknowledgement once', () => {
    const flow = new FlowControl(0);
    flow.sent(10, 0);
    expect(flow.acknowledged(10, 5)).toMatchObject({ count: 1, roundTripMs: 5 });
    expect(flow.acknowledged(10, 6)).toBeUndefined();
  });

  it.each([
    ['across the wrap of sequence numbers', 0xffff_ffff],
    ['across a restart of the camera, which restarts its numbers', 5000],
  ])('counts cumulatively %s', (_name, last) => {
    const flow = new FlowControl(0);
    flow.sent(last, 0);
    flow.sent(0, 1);
    expect(flow.acknowledged(0, 5)).toMatchObject({ count: 2 });
    expect(flow.inFlight).toBe(0);
  });

  it('measures the service time of one frame from two that were in flight together', () => {
    const flow = new FlowControl(0);
    flow.sent(0, 0);
    flow.sent(1, 10);
    expect(flow.acknowledged(0, 300)?.serviceMs).toBeUndefined();
    expect(flow.acknowledged(1, 500)).toMatchObject({ serviceMs: 200, roundTripMs: 490 });
  });
});
