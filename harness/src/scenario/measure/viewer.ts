/** One viewer of a crowd: whether it is there, and what it has received. */
import type { Connection } from '../../protocols/protocol.ts';
import { MessageLog } from './message-log.ts';

export class Viewer {
  readonly name: string;
  /** From 0. */
  readonly index: number;
  readonly log = new MessageLog();
  connection: Connection | undefined;
  isPresent = false;
  /** How often it has joined. Events of connections of earlier presences do not count. */
  presence = 0;
  /** Whether it had a connection since it joined. */
  wasConnected = false;
  joinedMs = 0;
  /** The newest frame since it joined. */
  frameAtMs: number | undefined;
  /** Capture time of the newest frame, µs. */
  newestUs: number | undefined;
  newestSeq: number | null = null;
  /** Number of the first frame since it joined, or since the server counts again. */
  firstSeq: number | null = null;
  /** Frames of the server when it joined, as its group saw them. */
  publishedAtJoin = 0;
  frames = 0;
  bytes = 0;
  /** Skipped numbers that did not arrive later. */
  missing = 0;
  repeated = 0;
  late = 0;
  reconnects = 0;
  losses = 0;
  /** Of the first time that it joined. */
  firstFrameMs: number | undefined;
  longestGapMs: number | undefined;
  /** Times of presence that are over. */
  readonly #presences: { readonly fromMs: number; readonly toMs: number }[] = [];

  constructor(group: string, index: number) {
    this.name = `${group}#${index + 1}`;
    this.index = index;
  }

  join(atMs: number): void {
    this.isPresent = true;
    this.presence += 1;
    this.wasConnected = false;
    this.joinedMs = atMs;
    this.frameAtMs = undefined;
    this.newestUs = undefined;
    this.newestSeq = null;
    this.firstSeq = null;
  }

  leave(atMs: number): void {
    if (!this.isPresent) return;
    this.isPresent = false;
    this.connection = undefined;
    this.#noteGap(atMs);
    this.#presences.push({ fromMs: this.joinedMs, toMs: atMs });
  }

  received(atMs: number): void {
    this.#noteGap(atMs);
    if (this.frames === 0) this.firstFrameMs = atMs - this.joinedMs;
    this.frameAtMs = atMs;
  }

  /** Time of presence within a time. */
  presentMs(fromMs: number, toMs: number): number {
    const times = this.isPresent ? [...this.#presences, { fromMs: this.joinedMs, toMs }] : this.#presences;
    return times.reduce((sum, time) => sum + Math.max(0, Math.min(time.toMs, toMs) - Math.max(time.fromMs, fromMs)), 0);
  }

  /** Since when it has no frame. */
  get withoutSinceMs(): number {
    return this.frameAtMs ?? this.joinedMs;
  }

  #noteGap(atMs: number): void {
    this.longestGapMs = Math.max(this.longestGapMs ?? 0, atMs - this.withoutSinceMs);
  }
}
