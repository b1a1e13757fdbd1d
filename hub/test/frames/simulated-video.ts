/**
 * A camera service, a stream and viewers on links, in simulated time. Everything between the camera's frame and the
 * write to a socket is the hub's own code.
 */
import { EventEmitter } from 'node:events';
import {
  ACK_INTERVAL_MS,
  encodeFrame,
  encodeVideoFrame,
  readFrameHeader,
  renditionSpec,
  type DemandParams,
  type FrameHeader,
  type PicturePreference,
  type RenditionName,
  type VideoOffer,
  type VideoTier,
} from '@eyepiece/shared-types';
import type { RenditionEvents } from '../../src/fanout/frames/rendition.ts';
import { SharedFrame } from '../../src/fanout/frames/shared-frame.ts';
import type { Sizes } from '../../src/fanout/frames/sizes.ts';
import { NO_LOAD, type HubLoad } from '../../src/fanout/link/hub-load.ts';
import type { FramePings, OnAnswer } from '../../src/fanout/link/viewer-link.ts';
import { Stream } from '../../src/fanout/stream.ts';
import { KeyAllowance } from '../../src/fanout/video/key-allowance.ts';
import { Viewer } from '../../src/fanout/viewer.ts';
import type { Camera } from '../../src/ingest/camera.ts';

export const FRAME_MS = 1000 / 30;
const TICK_MS = 250;
const JPEG_BYTES = 140_000;
/** Least time between key frames that the service makes on request, ms. */
const KEY_MS = 500;
/** A key frame has the bytes of this time, ms. */
const KEY_HAS_MS = 120;

export const TIERS: VideoOffer['tiers'] = [
  { tier: 'sharp', bitsPerSecond: 3_000_000, maxWidth: 1280, maxFps: 30 },
  { tier: 'lean', bitsPerSecond: 1_000_000, maxWidth: 1280, maxFps: 30 },
  { tier: 'thin', bitsPerSecond: 500_000, maxWidth: 640, maxFps: 30 },
];

export interface SimulatedClock {
  nowMs: number;
}

interface Encoder {
  last: number | undefined;
  keyAtMs: number;
  keyAsked: boolean;
}

/** Behaves as docs/protocol.md says, except for frames that the test loses. */
class SimulatedCamera extends EventEmitter {
  readonly id = 'cam';
  readonly status = 'live';
  readonly clockOffsetUs = 0;
  videoTiers = TIERS;
  demand: DemandParams = { streaming: false };
  keyRequests = 0;
  refused = 0;
  readonly #clock: SimulatedClock;
  readonly #encoders = new Map<VideoTier, Encoder>();

  constructor(clock: SimulatedClock) {
    super();
    this.#clock = clock;
  }

  setDemand(demand: DemandParams): void {
    this.demand = demand;
    for (const tier of this.#encoders.keys()) if (demand.video?.includes(tier) !== true) this.#encoders.delete(tier);
  }

  setViewers(): void {
    // Shown to users only.
  }

  noteFanout(): void {
    // Shown to users only.
  }

  refuseVideo(): void {
    this.refused += 1;
  }

  requestKey(tier: VideoTier): void {
    this.keyRequests += 1;
    const encoder = this.#encoders.get(tier);
    if (encoder) encoder.keyAsked = true;
  }

  jpeg(seq: number): void {
    const message = Buffer.from(encodeFrame(this.#fields(seq), new Uint8Array(JPEG_BYTES)));
    this.emit('frame', message, readFrameHeader(message));
  }

  /** Encodes a frame for every tier with viewers. @param isLost whether it gets lost on its way to the hub */
  video(seq: number, isLost: (tier: VideoTier) => boolean = () => false): void {
    for (const { tier, bitsPerSecond } of this.videoTiers) {
      if (this.demand.video?.includes(tier) !== true) continue;
      const encoder = this.#encoders.get(tier) ?? { last: undefined, keyAtMs: Number.NEGATIVE_INFINITY, keyAsked: false };
      this.#encoders.set(tier, encoder);
      const { nowMs } = this.#clock;
      const isDue = encoder.keyAsked && nowMs - encoder.keyAtMs >= KEY_MS;
      const key = encoder.last === undefined || isDue;
      const dependsOn = key ? seq : (encoder.last ?? seq);
      if (key) Object.assign(encoder, { keyAtMs: nowMs, keyAsked: false });
      encoder.last = seq;
      if (isLost(tier)) continue;
      const unit = new Uint8Array((bitsPerSecond / 8000) * (key ? KEY_HAS_MS : FRAME_MS));
      const message = Buffer.from(encodeVideoFrame(this.#fields(seq), { codec: 'h264', tier, key, dependsOn }, unit));
      this.emit('video', message, readFrameHeader(message));
    }
  }

  #fields(seq: number) {
    return { seq, flags: 0, capturedAtUs: Date.now() * 1000, width: 1280, height: 1024, exposureMs: 8, gainDb: 0 };
  }
}

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

/** The pictures of the simulation have no content that could be scaled. */
function openRendition(name: RenditionName, { made }: RenditionEvents): { offer: (frame: SharedFrame) => void } {
  const { divisor, quality = 100 } = renditionSpec(name);
  return {
    offer: (frame) => {
      const { cameraId, message, header, receivedAtMs, ordinal } = frame;
      const small = message.subarray(0, Math.ceil((message.length * quality) / 100 / divisor ** 2));
      const scaled = { ...header, width: Math.round(header.width / divisor) };
      made(new SharedFrame(cameraId, small, scaled, { receivedAtMs, ordinal, rendition: name, source: header }), frame);
    },
  };
}

/** The clock must be what `performance.now` returns. */
export class Simulation {
  readonly camera: SimulatedCamera;
  readonly stream: Stream;
  readonly clock: SimulatedClock;
  readonly #viewers = new Set<SimulatedViewer>();
  #seq = 0;
  #tickedAtMs = 0;
  /** Until when the hub has read its input while it is busy. */
  #readUntilMs: number | undefined;

  constructor(clock: SimulatedClock) {
    this.clock = clock;
    this.camera = new SimulatedCamera(clock);
    this.stream = new Stream(this.camera as unknown as Camera, { lingerMs: 0, openRendition });
  }

  /** @param prefer undefined: a client that does not ask for video */
  join(link: SimulatedLink, prefer?: PicturePreference): SimulatedViewer {
    const viewer = new SimulatedViewer(this.clock, link, {
      sizes: this.stream.sizes,
      prefer,
      load: { ...NO_LOAD, readUntil: (nowMs) => this.#readUntilMs ?? nowMs },
    });
    this.#viewers.add(viewer);
    this.stream.add(viewer.viewer);
    return viewer;
  }

  leave(viewer: SimulatedViewer): void {
    this.#viewers.delete(viewer);
    this.stream.remove(viewer.viewer);
  }

  /** The camera takes a frame. */
  frame({ jpegFirst = true, isLost }: { jpegFirst?: boolean; isLost?: (tier: VideoTier) => boolean } = {}): void {
    this.clock.nowMs += FRAME_MS;
    for (const viewer of this.#viewers) viewer.step();
    const seq = this.#seq++ >>> 0;
    if (jpegFirst) this.camera.jpeg(seq);
    this.camera.video(seq, isLost);
    if (!jpegFirst) this.camera.jpeg(seq);
    if (this.clock.nowMs - this.#tickedAtMs < TICK_MS) return;
    this.#tickedAtMs = this.clock.nowMs;
    this.stream.tick(this.clock.nowMs);
  }

  /** The hub is busy: what comes meanwhile is processed afterwards, timers first. */
  pause(ms: number): void {
    this.#readUntilMs = this.clock.nowMs;
    this.clock.nowMs += ms;
    this.stream.tick(this.clock.nowMs);
    for (let count = 0; count < Math.floor(ms / FRAME_MS); count += 1) {
      const seq = this.#seq++ >>> 0;
      this.camera.jpeg(seq);
      this.camera.video(seq);
    }
    for (const viewer of this.#viewers) viewer.step();
    this.#readUntilMs = undefined;
  }

  run(seconds: number): void {
    for (let count = 0; count < seconds * 30; count += 1) this.frame();
  }

  close(): void {
    this.stream.close();
  }
}
