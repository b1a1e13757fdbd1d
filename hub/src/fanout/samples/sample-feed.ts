/**
 * The samples of one camera, of more than 8 bits: gives its frames to the viewers that want them, and asks the camera for
 * them while there are such viewers. A frame is prepared once for all of them.
 */
import type { DemandParams, FrameHeader, SampleOffer } from '@eyepiece/shared-types';
import { nowUs } from '../../process/host-clock.ts';
import { SharedFrame } from '../frames/shared-frame.ts';

/** What the feed needs of a camera. */
export interface SampleCamera {
  readonly id: string;
  readonly clockOffsetUs: number;
  readonly sampleOffer: SampleOffer | undefined;
  /** Counts a frame that reaches no viewer. */
  refuseFrame(what: string): void;
}

export interface SampleSubscriber {
  /** Whether frames of samples may be sent to it. */
  readonly wantsSamples: boolean;
  /** undefined: unlimited. */
  readonly maxFps: number | undefined;
  /** Called once, before any other method. */
  attach(feed: SampleFeed): void;
  /** What the camera offers; undefined for none. */
  source(offer: SampleOffer | undefined, nowMs: number): void;
  offer(frame: SharedFrame, nowMs: number): void;
}

export interface SampleFeedParts {
  readonly camera: SampleCamera;
  /** The place of a frame in the order of all frames; undefined for one that must not reach any viewer. */
  readonly place: (seq: number, nowMs: number) => number | undefined;
  /** The demand of the viewers has changed, for samples or for JPEGs. */
  readonly demandChanged: () => void;
}

export class SampleFeed {
  readonly received = { frames: 0, bytes: 0 };
  readonly #parts: SampleFeedParts;
  readonly #subscribers = new Set<SampleSubscriber>();

  constructor(parts: SampleFeedParts) {
    this.#parts = parts;
  }

  /** Of all subscribers together. */
  get demand(): DemandParams['samples'] {
    const wanting = [...this.#subscribers].filter(({ wantsSamples }) => wantsSamples);
    if (wanting.length === 0) return undefined;
    const limits = wanting.map(({ maxFps }) => maxFps ?? Number.POSITIVE_INFINITY);
    const maxFps = Math.max(...limits);
    return Number.isFinite(maxFps) ? { maxFps } : {};
  }

  add(subscriber: SampleSubscriber, nowMs: number): void {
    this.#subscribers.add(subscriber);
    subscriber.attach(this);
    subscriber.source(this.#parts.camera.sampleOffer, nowMs);
    this.changed();
  }

  /** May be called twice. */
  remove(subscriber: SampleSubscriber): void {
    if (this.#subscribers.delete(subscriber)) this.changed();
  }

  /** Called when a subscriber changes whether it wants samples, or at which rate. */
  changed(): void {
    this.#parts.demandChanged();
  }

  publish(message: Buffer, header: FrameHeader, nowMs: number): void {
    const { camera, place } = this.#parts;
    this.received.frames += 1;
    this.received.bytes += message.length;
    const ordinal = place(header.seq, nowMs);
    if (ordinal === undefined) {
      camera.refuseFrame(`samples of frame ${header.seq} do not follow the frames before them`);
      return;
    }
    const ageMs = (nowUs() - (header.capturedAtUs - camera.clockOffsetUs)) / 1000;
    const capturedAtMs = nowMs - Math.max(0, ageMs);
    const frame = new SharedFrame(camera.id, message, header, { receivedAtMs: nowMs, capturedAtMs, ordinal, rendition: 'full' });
    for (const subscriber of this.#subscribers) if (subscriber.wantsSamples) subscriber.offer(frame, nowMs);
    frame.written();
  }

  /** Called a few times a second. */
  tick(nowMs: number): void {
    const { sampleOffer } = this.#parts.camera;
    for (const subscriber of this.#subscribers) subscriber.source(sampleOffer, nowMs);
  }
}
