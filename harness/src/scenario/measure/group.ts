/** The viewers of one crowd: turns what their connections tell into events, and finds gaps, repeats and late frames. */
import { nowUs } from '../../timing/clock.ts';
import type { CrowdClock } from '../../crowd/crowd.ts';
import { CaptureScope, SEEN, SequenceScope, type Scope } from '../../crowd/scope.ts';
import type { Arrivals, Connection, Dial, Frame } from '../../protocols/protocol.ts';
import type { LoggedMessage } from '../result.ts';
import type { Observer } from './events.ts';
import { errorCode } from './errors.ts';
import { beginning } from './message-log.ts';
import { distance, isStep } from './sequence.ts';
import { Viewer } from './viewer.ts';

export interface GroupOptions {
  readonly name: string;
  readonly viewers: number;
  readonly clock: CrowdClock;
  /** Time of the timeline. */
  readonly nowMs: () => number;
  readonly onMessage?: ((message: LoggedMessage) => void) | undefined;
}

export class Group {
  readonly name: string;
  readonly viewers: readonly Viewer[];
  readonly #clock: CrowdClock;
  readonly #nowMs: () => number;
  readonly #onMessage: GroupOptions['onMessage'];
  readonly #scope: Scope;
  readonly #observers: Observer[] = [];
  #newestSeq: number | null = null;
  #published = 0;
  #isClosed = false;

  constructor({ name, viewers, clock, nowMs, onMessage }: GroupOptions) {
    this.name = name;
    this.viewers = Array.from({ length: viewers }, (_, index) => new Viewer(name, index));
    this.#clock = clock;
    this.#nowMs = nowMs;
    this.#onMessage = onMessage;
    const clockUs = (): number => nowUs() + clock.aheadUs;
    this.#scope = clock.measured ? new CaptureScope(viewers, clockUs) : new SequenceScope(viewers, clock.sequence);
    this.#scope.begin();
  }

  observe(observer: Observer): void {
    this.#observers.push(observer);
  }

  get connected(): number {
    return this.viewers.filter(({ connection }) => connection !== undefined).length;
  }

  joined(viewer: Viewer): void {
    const atMs = this.#nowMs();
    viewer.join(atMs);
    viewer.publishedAtJoin = this.#published;
    for (const observer of this.#observers) observer.joined?.(viewer, atMs);
  }

  left(viewer: Viewer): void {
    if (!viewer.isPresent) return;
    const atMs = this.#nowMs();
    for (const observer of this.#observers) observer.left?.(viewer, atMs);
    viewer.leave(atMs);
  }

  /** The same connection, which also tells the group. */
  watched(viewer: Viewer, dial: Dial): Dial {
    return async (arrivals, signal) => {
      const { presence } = viewer;
      const isCurrent = (): boolean => viewer.isPresent && viewer.presence === presence;
      try {
        const watching: Arrivals = {
          frame: (frame, bytes, json) => {
            arrivals.frame(frame, bytes, json);
            if (isCurrent()) this.#frame(viewer, frame, bytes, json);
          },
          message: (name, bytes, json) => {
            arrivals.message(name, bytes, json);
            if (isCurrent()) this.#message(viewer, name, bytes, json);
          },
          fault: (code, reason) => {
            arrivals.fault?.(code, reason);
            if (isCurrent()) this.#faulted(viewer, code, reason);
          },
          lost: (reason) => {
            if (isCurrent()) this.#lost(viewer, reason);
            arrivals.lost(reason);
          },
        };
        const connection = await dial(watching, signal);
        if (isCurrent()) this.#opened(viewer, connection);
        return connection;
      } catch (error) {
        if (isCurrent()) this.#failed(viewer, error instanceof Error ? error.message : String(error));
        throw error;
      }
    };
  }

  /** From now on, only frames count that the server had sent before. */
  close(): void {
    this.#scope.close();
    this.#isClosed = true;
  }

  /** Whether every connected viewer has the newest frame. */
  get isUpToDate(): boolean {
    return this.viewers.every((viewer) => viewer.connection === undefined || this.lacking(viewer) === 0);
  }

  /** Whether frames have been skipped, which may arrive late. */
  get hasGaps(): boolean {
    return this.viewers.some(({ missing }) => missing > 0);
  }

  /** Frames after the newest of the viewer. */
  lacking(viewer: Viewer): number {
    if (!viewer.isPresent || this.#clock.sequence.numbering === 'connection') return 0;
    if (viewer.frameAtMs === undefined) return this.#published - viewer.publishedAtJoin;
    if (this.#newestSeq === null || viewer.newestSeq === null) return 0;
    const steps = distance(this.#newestSeq, viewer.newestSeq, this.#clock.sequence.modulus);
    return isStep(steps) ? steps : 0;
  }

  /** Whether frames have numbers, so that gaps are known. */
  get isNumbered(): boolean {
    return this.#newestSeq !== null;
  }

  /** Age of the newest frame of a viewer at a time, ms. */
  staleMs({ newestUs }: Viewer, atMs: number): number | null {
    return newestUs === undefined ? null : (nowUs() + this.#clock.aheadUs - newestUs) / 1000 - (this.#nowMs() - atMs);
  }

  #opened(viewer: Viewer, connection: Connection): void {
    const atMs = this.#nowMs();
    const isAgain = viewer.wasConnected;
    viewer.connection = connection;
    viewer.wasConnected = true;
    if (isAgain) viewer.reconnects += 1;
    this.#log(viewer, { kind: 'opened', name: 'opened', bytes: 0, seq: null, ageMs: null, text: null }, atMs);
    for (const observer of this.#observers) observer.opened?.(viewer, atMs, isAgain);
  }

  #lost(viewer: Viewer, reason: string): void {
    const atMs = this.#nowMs();
    this.#scope.lost(viewer.index);
    if (this.#clock.sequence.numbering === 'connection') viewer.newestSeq = null;
    viewer.connection = undefined;
    viewer.losses += 1;
    this.#log(viewer, { kind: 'lost', name: reason, bytes: 0, seq: null, ageMs: null, text: null }, atMs);
    for (const observer of this.#observers) observer.lost?.(viewer, atMs, reason);
    this.#failed(viewer, reason);
  }

  #failed(viewer: Viewer, reason: string): void {
    this.#faulted(viewer, errorCode(reason), reason);
  }

  #faulted(viewer: Viewer, code: string, reason: string): void {
    const atMs = this.#nowMs();
    for (const observer of this.#observers) observer.failed?.(viewer, atMs, code, reason);
  }

  #message(viewer: Viewer, name: string, bytes: number, json: string | undefined): void {
    if (this.#isClosed) return;
    const atMs = this.#nowMs();
    this.#log(viewer, { kind: 'message', name, bytes, seq: null, ageMs: null, text: beginning(json) }, atMs);
    for (const observer of this.#observers) observer.message?.({ viewer, atMs, name, bytes, json });
  }

  #frame(viewer: Viewer, frame: Frame, bytes: number, json: string | undefined): void {
    const flags = this.#scope.see(viewer.index, frame);
    if (this.#isClosed && (flags & SEEN.inside) === 0) return;
    const atMs = this.#nowMs();
    const repeated = (flags & SEEN.repeated) !== 0;
    const late = !repeated && (flags & SEEN.late) !== 0;
    const { capturedAtUs, seq } = frame;
    const ageMs = capturedAtUs === null ? null : (nowUs() + this.#clock.aheadUs - capturedAtUs) / 1000;
    const seen = {
      viewer,
      atMs,
      bytes,
      json,
      picture: frame.picture,
      ageMs,
      staleMs: this.staleMs(viewer, atMs),
      withoutSinceMs: viewer.withoutSinceMs,
      isFirst: viewer.frameAtMs === undefined,
      skipped: seq === null || repeated ? 0 : this.#step(viewer, seq, late),
      repeated,
      late,
    };
    viewer.received(atMs);
    viewer.frames += 1;
    viewer.bytes += bytes;
    viewer.missing += seen.skipped;
    if (repeated) viewer.repeated += 1;
    if (late) viewer.late += 1;
    if (capturedAtUs !== null && capturedAtUs > (viewer.newestUs ?? 0)) viewer.newestUs = capturedAtUs;
    this.#log(viewer, { kind: 'frame', name: 'frame', bytes, seq, ageMs, text: beginning(json) }, atMs);
    for (const observer of this.#observers) observer.frame?.(seen);
  }

  /** @returns the numbers that were skipped */
  #step(viewer: Viewer, seq: number, late: boolean): number {
    const { modulus } = this.#clock.sequence;
    if (late) return viewer.firstSeq !== null && distance(seq, viewer.firstSeq, modulus) > 0 ? -1 : 0;
    const steps = viewer.newestSeq === null ? 0 : distance(seq, viewer.newestSeq, modulus);
    const goesOn = viewer.newestSeq !== null && isStep(steps);
    viewer.newestSeq = seq;
    if (!goesOn) viewer.firstSeq = seq;
    const ofGroup = this.#newestSeq === null ? 1 : distance(seq, this.#newestSeq, modulus);
    if (ofGroup > 0 || (steps < 0 && !goesOn)) {
      this.#published += isStep(ofGroup) ? ofGroup : 1;
      this.#newestSeq = seq;
    }
    return goesOn ? steps - 1 : 0;
  }

  #log(viewer: Viewer, message: Omit<LoggedMessage, 'atMs' | 'connection'>, atMs: number): void {
    const logged = { ...message, atMs, connection: viewer.name };
    viewer.log.add(logged);
    this.#onMessage?.(logged);
  }
}
