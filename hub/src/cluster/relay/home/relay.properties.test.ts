/** Random frames, acknowledgements and pauses of an edge hub, against what it may be sent. */
import type { FrameHeader } from '@eyepiece/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_MEASUREMENTS, StreamCounters } from '../../../fanout/counters.ts';
import { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import { NO_OWNER } from '../../../fanout/reader.ts';
import type { VideoFeed } from '../../../fanout/video/video-feed.ts';
import { RelayCredit } from './relay-credit.ts';
import { RelayReader } from './relay-reader.ts';
import { RelayVideo } from './relay-video.ts';

/** Largest window and allowance for rare acknowledgements of FlowControl. */
const IN_FLIGHT_MAX = 32 + 12;
const FRAME_BYTES = 1000;

const action = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ what: fc.constant('frame' as const), key: fc.nat(9).map((chance) => chance === 0), lost: fc.nat(9) }),
  },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('ack' as const), skip: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.nat(500) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('foreign ack' as const), seq: fc.nat(1000) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

class Rig {
  nowMs = 0;
  readonly sent: SharedFrame[] = [];
  readonly unacknowledged: number[] = [];
  readonly credit: RelayCredit;

  constructor() {
    this.credit = new RelayCredit({
      cameraId: 'cam',
      sink: {
        send: (frame) => {
          this.sent.push(frame);
          this.unacknowledged.push(frame.header.seq);
        },
        flow: () => undefined,
      },
      owner: NO_OWNER,
      counters: new StreamCounters(),
      measurements: NO_MEASUREMENTS,
      now: () => this.nowMs,
    });
  }

  frame(seq: number, width = 640): SharedFrame {
    const header = { seq, width } as FrameHeader;
    return new SharedFrame('cam', { length: FRAME_BYTES } as Buffer, header, { receivedAtMs: this.nowMs, ordinal: seq, rendition: 'full' });
  }

  /** Acknowledges the oldest frame, or a later one with those before it. */
  acknowledge(skip: number, acknowledge: (seq: number) => void): void {
    const taken = this.unacknowledged.splice(0, skip + 1);
    const seq = taken.at(-1);
    if (seq !== undefined) acknowledge(seq);
  }
}

function assertBounds({ credit, sent }: Rig): void {
  expect(credit.inFlight).toBeLessThanOrEqual(IN_FLIGHT_MAX);
  expect(credit.bytesInFlight).toBe(credit.inFlight * FRAME_BYTES);
  const ordinals = sent.map(({ ordinal }) => ordinal);
  expect(ordinals).toEqual([...new Set(ordinals)].toSorted((a, b) => a - b));
}

function playJpeg(actions: readonly Action[], maxFps?: number): { rig: Rig; reader: RelayReader; seq: number } {
  const rig = new Rig();
  const reader = new RelayReader(rig.credit, { maxFps });
  let seq = 0;
  for (const step of actions) {
    if (step.what === 'frame') reader.offer(rig.frame((seq += 1)));
    else if (step.what === 'ack') rig.acknowledge(step.skip, (acknowledged) => reader.acknowledge(acknowledged));
    else if (step.what === 'wait') reader.tick((rig.nowMs += step.ms));
    else reader.acknowledge(step.seq + 1_000_000);
    assertBounds(rig);
  }
  return { rig, reader, seq };
}

describe('JPEGs for an edge hub', () => {
  it('stay in order and within the credit', () => {
    fc.assert(fc.property(fc.array(action, { maxLength: 200 }), (actions) => void playJpeg(actions)));
  });

  it('end with the newest frame once the edge has acknowledged', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 100 }), (actions) => {
        const { rig, reader, seq } = playJpeg(actions);
        while (rig.unacknowledged.length > 0) rig.acknowledge(100, (acknowledged) => reader.acknowledge(acknowledged));
        expect(rig.sent.at(-1)?.header.seq ?? 0).toBe(seq);
      }),
    );
  });

  it('stop for an edge that acknowledges nothing', () => {
    const frames = Array.from({ length: 5000 }, () => ({ what: 'frame' as const, key: false, lost: 0 }));
    const { rig, reader } = playJpeg(frames);
    expect(rig.sent.length).toBeLessThanOrEqual(IN_FLIGHT_MAX);
    expect(reader.report.dropped).toBe(5000 - rig.sent.length - 1);
  });
});

describe('video for an edge hub', () => {
  it('never has a frame that the edge cannot decode, and asks for a key frame instead', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const rig = new Rig();
        const video = new RelayVideo(rig.credit, 'lean');
        let asked = 0;
        video.attach({ askForKey: () => (asked += 1), keyBytes: () => FRAME_BYTES } as unknown as VideoFeed);
        const dependsOn = new Map<number, number>();
        let [seq, last] = [0, 0];
        for (const step of actions) {
          const [askedBefore, sentBefore] = [asked, rig.sent.length];
          if (step.what === 'frame') {
            // Lost between the camera service and the home.
            if (step.lost === 9) last = seq += 1;
            seq += 1;
            const depends = step.key ? seq : last;
            dependsOn.set(seq, depends);
            last = seq;
            const canTake = rig.credit.has(FRAME_BYTES, rig.nowMs);
            video.offer(rig.frame(seq), { seq, tier: 'lean', key: step.key, dependsOn: depends }, rig.nowMs);
            if (rig.sent.length === sentBefore && canTake) expect(asked).toBe(askedBefore + 1);
          } else if (step.what === 'ack') rig.acknowledge(step.skip, (acknowledged) => video.acknowledge(acknowledged));
          else if (step.what === 'wait') rig.nowMs += step.ms;
          else video.acknowledge(step.seq + 1_000_000);
          assertBounds(rig);
        }
        let before: number | undefined;
        for (const { header } of rig.sent) {
          const depends = dependsOn.get(header.seq);
          expect(depends === header.seq || depends === before).toBe(true);
          before = header.seq;
        }
      }),
    );
  });
});
