/** A viewer on a link, in simulated time. */
import { ACK_INTERVAL_MS, type FrameHeader, type PicturePreference } from '@eyepiece/shared-types';
import type { SharedFrame } from '../../../src/fanout/frames/shared-frame.ts';
import type { Sizes } from '../../../src/fanout/frames/sizes.ts';
import type { HubLoad } from '../../../src/fanout/link/hub-load.ts';
import type { FramePings, OnAnswer } from '../../../src/fanout/link/viewer-link.ts';
import { KeyAllowance } from '../../../src/fanout/video/key-allowance.ts';
import { Viewer } from '../../../src/fanout/viewer.ts';
import type { SimulatedClock } from './camera.ts';

export interface SimulatedLink {
  megabits: number;
  roundTripMs: number;
  /** Delay of an answer by the event loops of both ends, ms; absent: none. */
  readonly lateMs?: () => number;
}

/** What reached a viewer, in order; `reset`: its decoder lost its state. */
type Received = { readonly atMs: number; readonly arrivesAtMs: number; readonly header: FrameHeader } | 'reset';

interface ViewerOfStream {
  readonly sizes: Sizes;
  readonly prefer: PicturePreference | undefined;
  readonly load: HubLoad;
}

export class SimulatedViewer {
  readonly viewer: Viewer;
  readonly received: Received[] = [];
  /** What the acknowledgement of a frame says; undefined: none. A lying viewer chooses freely; absent: honest. */
  acknowledges: ((seq: number) => { readonly seq: number; readonly afterMs: number } | undefined) | undefined;
  readonly #link: SimulatedLink;
  /** Frames that an honest viewer has drawn and not acknowledged, and the last one. */
  #unacknowledged = 0;
  #drawn = 0;
  /** When it acknowledges at the latest. */
  #acknowledgeAtMs: number | undefined;
  readonly #clock: SimulatedClock;
  /** Answers and acknowledgements on their way. */
  readonly #pending: { readonly atMs: number; readonly run: () => void }[] = [];
  #freeAtMs = 0;
  #answeredAtMs = 0;

  constructor(clock: SimulatedClock, link: SimulatedLink, { sizes, prefer, load }: ViewerOfStream) {
    this.#clock = clock;
    this.#link = link;
    const ping = (onAnswer: OnAnswer): true => {
      this.#answer(Math.max(this.#freeAtMs, clock.nowMs), onAnswer);
      return true;
    };
    const sink = {
      flushed: true,
      flow: () => undefined,
      send: ({ header, message }: SharedFrame, pings?: FramePings) => {
        if (pings?.before) ping(pings.before);
        this.#receive(header, message.length, link);
        return pings !== undefined && ping(pings.after);
      },
      canPing: true,
      ping,
      sharers: 1,
    };
    const video = prefer && { prefer, allowance: new KeyAllowance(clock.nowMs) };
    this.viewer = new Viewer(sink, { cameraId: 'cam', flow: 'ack', sizes, video, load });
  }

  get frames(): Exclude<Received, 'reset'>[] {
    return this.received.filter((each) => each !== 'reset');
  }

  reset(): void {
    this.received.push('reset');
    this.viewer.resetVideo();
  }

  /** Handles what has arrived. */
  step(): void {
    const { nowMs } = this.#clock;
    for (;;) {
      const [next] = this.#pending.filter(({ atMs }) => atMs <= nowMs).toSorted((a, b) => a.atMs - b.atMs);
      if (!next) break;
      this.#pending.splice(this.#pending.indexOf(next), 1);
      this.#clock.nowMs = next.atMs;
      next.run();
    }
    this.#clock.nowMs = nowMs;
  }

  #receive(header: FrameHeader, bytes: number, { megabits }: SimulatedLink): void {
    const { nowMs } = this.#clock;
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + bytes / (megabits * 125);
    this.received.push({ atMs: nowMs, arrivesAtMs: this.#freeAtMs, header });
    if (!this.acknowledges) {
      this.#pending.push({ atMs: this.#freeAtMs, run: () => this.#draw(header.seq) });
      return;
    }
    const acknowledgement = this.acknowledges(header.seq);
    if (!acknowledgement) return;
    const { seq, afterMs } = acknowledgement;
    this.#pending.push({ atMs: nowMs + afterMs, run: () => this.viewer.acknowledge(seq) });
  }

  /** As the protocol says: every `ackEvery` frames, or after a while. */
  #draw(seq: number): void {
    const { nowMs } = this.#clock;
    if (this.#unacknowledged === 0) {
      const atMs = nowMs + ACK_INTERVAL_MS;
      this.#acknowledgeAtMs = atMs;
      this.#pending.push({ atMs, run: () => this.#acknowledgeAtMs === atMs && this.#acknowledge() });
    }
    this.#unacknowledged += 1;
    this.#drawn = seq;
    if (this.#unacknowledged >= this.viewer.flow.ackEvery) this.#acknowledge();
  }

  #acknowledge(): void {
    this.#unacknowledged = 0;
    this.#acknowledgeAtMs = undefined;
    const seq = this.#drawn;
    this.#answer(this.#clock.nowMs, () => this.viewer.acknowledge(seq));
  }

  /** Answers keep their order. */
  #answer(atMs: number, run: () => void): void {
    const { roundTripMs, lateMs } = this.#link;
    this.#answeredAtMs = Math.max(this.#answeredAtMs, atMs + roundTripMs + (lateMs?.() ?? 0));
    this.#pending.push({ atMs: this.#answeredAtMs, run });
  }
}
