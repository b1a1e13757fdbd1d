/** Measures the link of a viewer while its frames are written, and limits what is in flight. */
import type { Flow } from '@eyepiece/shared-types';
import type { SharedFrame } from '../frames/shared-frame.ts';
import { LinkMeter } from './link-meter.ts';
import type { HubLoad } from './hub-load.ts';
import type { LinkState } from './link-state.ts';

/** Called when a ping was answered. */
export type OnAnswer = () => void;

export interface FramePings {
  /** Absent: no ping before the frame. */
  readonly before?: OnAnswer | undefined;
  readonly after: OnAnswer;
}

/** The transport of a viewer, implemented by the socket layer. */
export interface ViewerSink {
  /** Writes one frame. @returns whether the pings were written as well */
  send(frame: SharedFrame, pings?: FramePings): boolean;
  /** Writes a ping. @returns whether it was written */
  ping(onAnswer: OnAnswer): boolean;
  /** Whether the transport has pings. */
  readonly canPing: boolean;
  /** Viewers that share the link. */
  readonly sharers: number;
  /** Whether the transport has no unsent data. */
  readonly flushed: boolean;
  /** Sends flow information to the viewer. */
  flow(flow: Flow): void;
}

/** Video: bytes after which an answer tells what has arrived. Its credit has room for at least twice as much. */
const UNTOLD_VIDEO_BYTES = 32_000;

export class ViewerLink {
  readonly #sink: ViewerSink;
  readonly #now: () => number;
  readonly #load: HubLoad;
  readonly #meter: LinkMeter;
  /** Called after each measurement, and when a frame has arrived. */
  readonly #onAnswer: (nowMs: number) => void;

  constructor(sink: ViewerSink, { now, load }: { readonly now: () => number; readonly load: HubLoad }, onAnswer: (nowMs: number) => void) {
    this.#sink = sink;
    this.#now = now;
    this.#load = load;
    this.#onAnswer = onAnswer;
    const startMs = now();
    this.#meter = new LinkMeter(startMs, load);
    this.#pingAlone(startMs);
  }

  /** Whether the client answers pings, or may do so. */
  get isMeasurable(): boolean {
    return this.#sink.canPing && !this.#meter.isSilent(this.#now());
  }

  state(jpegReduced: boolean, nowMs: number): LinkState {
    const { isSure, roundTripMs } = this.#meter;
    return { bytesPerSecond: this.#rate(this.#load.readUntil(nowMs)), isSure, jpegReduced, roundTripMs };
  }

  /** The part of the rate for this viewer, and whether it is a low one that nothing has confirmed. */
  measured(nowMs: number): { readonly bytesPerSecond: number | undefined; readonly isSuspected: boolean } {
    const readMs = this.#load.readUntil(nowMs);
    return { bytesPerSecond: this.#rate(readMs), isSuspected: this.#meter.isSuspected || this.#meter.isOverdue(readMs) };
  }

  /** Bytes that may not have arrived yet. */
  get unansweredBytes(): number {
    return this.#meter.unansweredBytes;
  }

  hasRoom(bytes: number): boolean {
    return this.#meter.hasRoom(bytes);
  }

  send(frame: SharedFrame, nowMs: number): void {
    const bytes = frame.message.length;
    const untoldMax = frame.header.video ? UNTOLD_VIDEO_BYTES : undefined;
    const wanted = this.#meter.plan(bytes, nowMs, untoldMax);
    const plan = wanted !== 'none' && this.#sink.canPing ? wanted : 'none';
    const order = this.#meter.sent(bytes, nowMs, plan);
    if (plan === 'none') {
      this.#sink.send(frame);
      return;
    }
    this.#load.readUntil(nowMs); // the waits from now on tell when the answer came
    const before = plan === 'both' ? () => this.#meter.started(order, this.#now()) : undefined;
    const wasPinged = this.#sink.send(frame, { before, after: () => this.#arrived(order) });
    if (!wasPinged) this.#meter.unpinged(order);
  }

  /** The viewer has acknowledged its oldest `count` frames. */
  acknowledged(count: number, nowMs: number): void {
    this.#meter.acknowledged(count, nowMs, this.#load.readUntil(nowMs));
  }

  /** Acknowledgements are later than the link explains. */
  doubt(): void {
    this.#meter.doubt();
  }

  tick(nowMs: number): void {
    this.#meter.tick(nowMs);
  }

  #rate(readMs: number): number | undefined {
    const bytesPerSecond = this.#meter.bytesPerSecond(readMs);
    return bytesPerSecond === undefined ? undefined : bytesPerSecond / Math.max(1, this.#sink.sharers);
  }

  #arrived(order: number): void {
    const nowMs = this.#now();
    this.#meter.arrived(order, nowMs, this.#load.readUntil(nowMs));
    this.#onAnswer(nowMs);
  }

  /** The first frame is usually written a moment later, so that it cannot delay the answer. */
  #pingAlone(sentAtMs: number): void {
    this.#sink.ping(() => {
      const nowMs = this.#now();
      this.#meter.roundTrip(nowMs - sentAtMs, nowMs);
    });
  }
}
