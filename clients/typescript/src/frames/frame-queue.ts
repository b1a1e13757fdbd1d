import { VideoChain } from '@eyepiece/shared-types/wire/video-chain';
import { Acknowledger } from './acknowledger.ts';
import type { ArrivedFrame } from './arrived-frame.ts';
import { readFrame, type Frame } from './frame.ts';
import { KeyRequest } from './key-request.ts';

/** Waiting frames of video. The hub sends no more than its window, which is far smaller. */
const WAITING_MAX = 64;

interface Waiting {
  readonly frame: Frame;
  readonly arrived: ArrivedFrame;
}

export interface FrameQueueEvents {
  ack(cameraId: string, seq: number): void;
  needsKey(): void;
  /** A frame can be taken. */
  available(): void;
}

/**
 * The frames of one camera between the hub and a loop. Of JPEG frames only the newest waits. Video frames keep their
 * order, because each one depends on the one before. A frame is acknowledged when the loop asks for the next one.
 */
export class FrameQueue {
  readonly #events: FrameQueueEvents;
  readonly #acks: Acknowledger;
  readonly #chain = new VideoChain();
  readonly #key: KeyRequest;
  #waiting: Waiting[] = [];
  #taken: ArrivedFrame | null = null;
  #order = 0;

  constructor(events: FrameQueueEvents) {
    this.#events = events;
    this.#acks = new Acknowledger((cameraId, seq) => events.ack(cameraId, seq));
    this.#key = new KeyRequest(() => events.needsKey());
  }

  setAckEvery(every: number): void {
    this.#acks.setEvery(every);
  }

  /** For a new stream: the hub knows nothing of earlier frames. */
  restart(): void {
    this.#waiting = [];
    this.#taken = null;
    this.#chain.end();
    this.#key.reset();
    this.#acks.reset();
  }

  /** @throws {FrameError} if the message is not a frame; it counts as acknowledged with the next one */
  arrived(cameraId: string, message: Uint8Array): void {
    const receivedAtMs = performance.now();
    let read: ReturnType<typeof readFrame>;
    try {
      read = readFrame(cameraId, message);
    } catch (error) {
      this.#acks.skipped();
      throw error;
    }
    const { header, frame } = read;
    const arrived: ArrivedFrame = { cameraId, header, message, receivedAtMs, order: this.#order++ };
    if (frame.video) this.#videoArrived({ frame, arrived });
    else this.#jpegArrived({ frame, arrived });
  }

  #jpegArrived(next: Waiting): void {
    if (this.#waiting.at(-1)?.frame.kind === 'jpeg') {
      this.#waiting.pop();
      this.#acks.skipped();
    }
    this.#put(next);
  }

  #videoArrived(next: Waiting): void {
    if (!this.#chain.follows(next.frame)) {
      this.#acks.finished(next.arrived);
      this.#key.needed();
      return;
    }
    if (next.frame.video?.key === true) this.#key.fulfilled();
    if (this.#waiting.length >= WAITING_MAX) {
      for (const _ of this.#waiting) this.#acks.skipped();
      this.#waiting = [];
      this.#chain.end();
      this.#acks.finished(next.arrived);
      this.#key.needed();
      return;
    }
    this.#put(next);
  }

  #put(next: Waiting): void {
    this.#waiting.push(next);
    this.#events.available();
  }

  /** The next frame, or null. The one before counts as finished. */
  take(): Frame | null {
    this.finish();
    const next = this.#waiting.shift();
    if (!next) return null;
    this.#taken = next.arrived;
    return next.frame;
  }

  /** Acknowledges the frame that was taken last: the loop has finished with it. */
  finish(): void {
    const taken = this.#taken;
    this.#taken = null;
    if (taken) this.#acks.finished(taken);
  }

  close(): void {
    this.#waiting = [];
    this.#taken = null;
    this.#key.fulfilled();
    this.#acks.stop();
  }
}
