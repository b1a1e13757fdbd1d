/**
 * A camera service, a stream and viewers on links, in simulated time. Everything between the camera's frame and the
 * write to a socket is the hub's own code.
 */
import { renditionSpec, type PicturePreference, type RenditionName, type VideoTier } from '@eyepiece/shared-types';
import type { RenditionEvents } from '../../../src/fanout/frames/rendition.ts';
import { SharedFrame } from '../../../src/fanout/frames/shared-frame.ts';
import { NO_LOAD } from '../../../src/fanout/link/hub-load.ts';
import { Stream } from '../../../src/fanout/stream.ts';
import type { Camera } from '../../../src/ingest/camera.ts';
import { FRAME_MS, SimulatedCamera, type SimulatedClock } from './camera.ts';
import { SimulatedViewer, type SimulatedLink } from './viewer.ts';

const TICK_MS = 250;

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
