/** For tests: a viewer behind a link with a rate, a delay and a queue, on a clock of its own. Deterministic. */
import { ACK_INTERVAL_MS, RENDITION_NAMES, renditionSpec, type Flow, type RenditionName } from '@eyepiece/shared-types';
import { SharedFrame } from '../../src/fanout/frames/shared-frame.ts';
import { Sizes } from '../../src/fanout/frames/sizes.ts';
import { Viewer } from '../../src/fanout/viewer.ts';
import { answerEveryMsFor, NO_LOAD } from '../../src/fanout/link/hub-load.ts';
import type { FramePings, OnAnswer, ViewerSink } from '../../src/fanout/link/viewer-link.ts';

export interface Simulation {
  /** Of the link at a time, bytes per ms. */
  readonly rate: (nowMs: number) => number;
  /** There and back. */
  readonly roundTripMs?: number;
  /** Bytes that pass at once after a pause: the depth of a token bucket. */
  readonly burstBytes?: number;
  readonly fullBytes?: number;
  readonly fps?: number;
  readonly answersPings?: boolean;
  readonly canPing?: boolean;
  /** Time from arrival to acknowledgement. */
  readonly drawMs?: (nowMs: number, name: RenditionName) => number;
  readonly flow?: 'ack' | 'none';
  /** Viewers of the hub. */
  readonly viewers?: number;
}

export interface Shown {
  readonly atMs: number;
  readonly ageMs: number;
  readonly name: RenditionName;
}

/** Rendition by size, as the specimen of the simulator. */
const SHARES: Readonly<Record<RenditionName, number>> = {
  full: 1,
  'full-50': 0.52,
  half: 0.32,
  third: 0.18,
  quarter: 0.11,
  'quarter-45': 0.07,
  'quarter-25': 0.05,
  eighth: 0.03,
};
const FULL_WIDTH = 1280;
/** From exposure to the hub, and for making a rendition. */
const CAMERA_MS = 5;
const MAKING_MS = 12;
const PING_BYTES = 6;

export class SimulatedViewer implements ViewerSink {
  readonly viewer: Viewer;
  readonly shown: Shown[] = [];
  readonly flows: Flow[] = [];
  /** Oldest picture on screen since the first one, by second. */
  readonly oldestMs: number[] = [];
  bytes = 0;
  pings = 0;
  readonly #options: Required<Simulation>;
  readonly #sizes = new Sizes();
  readonly #due: { atMs: number; run: () => void }[] = [];
  readonly #queue: { bytes: number; arrived: () => void }[] = [];
  readonly #making = new Set<RenditionName>();
  #tokens = 0;
  #nowMs = 0;
  #seq = 0;
  #unacknowledged = 0;
  #acknowledgedAtMs = 0;
  #drawn = -1;

  constructor(options: Simulation) {
    this.#options = {
      roundTripMs: 2,
      burstBytes: 0,
      fullBytes: 100_000,
      fps: 30,
      answersPings: true,
      canPing: true,
      drawMs: () => 4,
      flow: 'ack',
      viewers: 1,
      ...options,
    };
    const { flow, viewers } = this.#options;
    const load = { ...NO_LOAD, answerEveryMs: answerEveryMsFor(viewers) };
    this.viewer = new Viewer(this, { cameraId: 'cam', flow, now: () => this.#nowMs, sizes: this.#sizes, load });
    this.viewer.sourceWidth(FULL_WIDTH);
  }

  get canPing(): boolean {
    return this.#options.canPing;
  }

  readonly sharers = 1;

  get flushed(): boolean {
    return this.#queue.length === 0;
  }

  flow(flow: Flow): void {
    this.flows.push(flow);
  }

  ping(onAnswer: OnAnswer): boolean {
    if (!this.canPing) return false;
    this.pings += 1;
    this.#write(PING_BYTES, () => {
      if (this.#options.answersPings) this.#after(this.#options.roundTripMs / 2, onAnswer);
    });
    return true;
  }

  send(frame: SharedFrame, pings?: FramePings): boolean {
    if (pings?.before) this.ping(pings.before);
    this.bytes += frame.message.length;
    this.#write(frame.message.length, () => {
      const { seq } = frame.header;
      this.shown.push({ atMs: this.#nowMs, ageMs: this.#nowMs - frame.capturedAtMs, name: frame.rendition });
      this.#after(this.#options.drawMs(this.#nowMs, frame.rendition), () => this.#draw(seq));
    });
    if (pings) this.ping(pings.after);
    return true;
  }

  run(untilMs: number): this {
    for (; this.#nowMs < untilMs; this.#nowMs += 1) {
      this.#pass();
      this.#runDue();
      if (this.#nowMs >= (this.#seq * 1000) / this.#options.fps) this.#expose();
      if (this.#nowMs % 250 === 0) this.viewer.tick(this.#nowMs);
      this.#acknowledgeLate();
      this.#noteAge();
    }
    return this;
  }

  /** The rendition that most pictures had between two times, and their number. */
  between(fromMs: number, toMs: number): { readonly names: readonly RenditionName[]; readonly count: number; readonly oldestMs: number } {
    const shown = this.shown.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    const names = RENDITION_NAMES.filter((name) => shown.some((picture) => picture.name === name));
    const oldestMs = Math.max(...this.oldestMs.slice(Math.floor(fromMs / 1000), Math.ceil(toMs / 1000)));
    return { names, count: shown.length, oldestMs };
  }

  /** Changes of rendition between two times. */
  changes(fromMs: number, toMs: number): number {
    const shown = this.shown.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    return shown.filter(({ name }, index) => index > 0 && name !== shown[index - 1]?.name).length;
  }

  #write(bytes: number, arrived: () => void): void {
    this.#queue.push({ bytes, arrived });
  }

  #pass(): void {
    const rate = this.#options.rate(this.#nowMs);
    this.#tokens = Math.min(Math.max(rate, this.#options.burstBytes), this.#tokens + rate);
    for (let first = this.#queue[0]; first; first = this.#queue[0]) {
      const passed = Math.min(first.bytes, this.#tokens);
      first.bytes -= passed;
      this.#tokens -= passed;
      if (first.bytes > 0) return;
      this.#queue.shift();
      this.#after(this.#options.roundTripMs / 2, first.arrived);
    }
  }

  #after(ms: number, run: () => void): void {
    this.#due.push({ atMs: this.#nowMs + ms, run });
  }

  #runDue(): void {
    for (let index = 0; index < this.#due.length;) {
      const due = this.#due[index];
      if (due && due.atMs <= this.#nowMs) {
        this.#due.splice(index, 1);
        due.run();
      } else index += 1;
    }
  }

  #expose(): void {
    const ordinal = this.#seq++;
    const capturedAtMs = this.#nowMs - CAMERA_MS;
    const full = this.#frame(ordinal, capturedAtMs, 'full');
    this.#sizes.arrived(full.message.length);
    const { rendition } = this.viewer;
    if (rendition === 'full') this.viewer.offer(full);
    else if (!this.#making.has(rendition)) {
      this.#making.add(rendition);
      this.#after(MAKING_MS, () => {
        this.#making.delete(rendition);
        const frame = this.#frame(ordinal, capturedAtMs, rendition);
        this.#sizes.made(rendition, frame.message.length, full.message.length);
        if (this.viewer.rendition === rendition) this.viewer.offer(frame);
      });
    }
  }

  #frame(ordinal: number, capturedAtMs: number, name: RenditionName): SharedFrame {
    const message = { length: Math.round(this.#options.fullBytes * SHARES[name]) } as Buffer;
    const width = Math.round(FULL_WIDTH / renditionSpec(name).divisor);
    const header = { seq: ordinal, width } as SharedFrame['header'];
    return new SharedFrame('cam', message, header, { receivedAtMs: this.#nowMs, capturedAtMs, ordinal, rendition: name });
  }

  #draw(seq: number): void {
    this.#drawn = seq;
    if (this.#options.flow === 'none') return;
    if (this.#unacknowledged === 0) this.#acknowledgedAtMs = this.#nowMs;
    this.#unacknowledged += 1;
    if (this.#unacknowledged >= (this.flows.at(-1)?.ackEvery ?? 1)) this.#acknowledge();
  }

  #acknowledgeLate(): void {
    if (this.#unacknowledged > 0 && this.#nowMs - this.#acknowledgedAtMs >= ACK_INTERVAL_MS) this.#acknowledge();
  }

  #acknowledge(): void {
    this.#unacknowledged = 0;
    const seq = this.#drawn;
    this.#after(this.#options.roundTripMs / 2, () => this.viewer.acknowledge(seq));
  }

  #noteAge(): void {
    const second = Math.floor(this.#nowMs / 1000);
    if (this.oldestMs.length <= second) this.oldestMs.push(0);
    const last = this.shown.at(-1);
    if (!last) return;
    this.oldestMs[second] = Math.max(this.oldestMs[second] ?? 0, last.ageMs + this.#nowMs - last.atMs);
  }
}
