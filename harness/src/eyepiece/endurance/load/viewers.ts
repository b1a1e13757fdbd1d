/**
 * Viewers that watch continuously and reconnect automatically. The clocks of hub and cameras step meanwhile, so that the
 * measurements of a crowd, which compare capture times, do not apply: a picture is fresh by either clock.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../../../timing/clock.ts';
import { dialHub } from '../../../protocols/eyepiece/eyepiece.ts';
import { Member } from '../../../crowd/member.ts';
import type { FrameHead } from '../../../protocols/eyepiece/frame-head.ts';

const LOOK_MS = 50;

export interface ViewersParts {
  readonly url: string;
  readonly token: string;
  /** Viewers per camera. */
  readonly cameraIds: readonly string[];
  readonly each: number;
  /** How far the cameras' clocks are ahead of this one, ms. */
  readonly aheadMs: () => number;
  /** An older picture does not count as fresh, ms. */
  readonly freshMs: number;
}

export class Viewers {
  readonly #members: readonly Member<FrameHead>[];
  /** Time of each viewer's newest fresh picture, ms. */
  readonly #freshAtMs: number[];
  readonly #aheadMs: () => number;
  readonly #freshMs: number;
  #longestGapMs = 0;
  readonly #watch: NodeJS.Timeout;

  private constructor({ url, token, cameraIds, each, aheadMs, freshMs }: ViewersParts) {
    this.#aheadMs = aheadMs;
    this.#freshMs = freshMs;
    const watched = cameraIds.flatMap((cameraId) => Array.from({ length: each }, () => dialHub({ url, token, cameraId })));
    this.#freshAtMs = watched.map(() => performance.now());
    this.#members = watched.map((dial, index) => new Member(dial, ({ capturedAtUs }) => this.#see(index, capturedAtUs)));
    this.#watch = setInterval(() => this.#look(), LOOK_MS);
  }

  static async join(parts: ViewersParts): Promise<Viewers> {
    const viewers = new Viewers(parts);
    try {
      await Promise.all(viewers.#members.map((member) => member.join()));
      return viewers;
    } catch (error) {
      viewers.leave();
      throw error;
    }
  }

  get count(): number {
    return this.#members.length;
  }

  get reconnects(): number {
    return this.#members.reduce((sum, { reconnects }) => sum + reconnects, 0);
  }

  /** Whether each viewer receives a fresh picture after this call, in time. */
  async untilFresh(withinMs: number): Promise<boolean> {
    const sinceMs = performance.now();
    const fresh = (): boolean => this.#freshAtMs.every((atMs) => atMs > sinceMs);
    while (!fresh() && performance.now() - sinceMs < withinMs) await delay(LOOK_MS);
    return fresh();
  }

  /** The longest time without a fresh picture for any viewer since the last call, ms. */
  takeLongestGapMs(): number {
    this.#look();
    const longest = this.#longestGapMs;
    this.#longestGapMs = 0;
    return longest;
  }

  leave(): void {
    clearInterval(this.#watch);
    for (const member of this.#members) member.leave();
  }

  #look(): void {
    this.#longestGapMs = Math.max(this.#longestGapMs, performance.now() - Math.min(...this.#freshAtMs));
  }

  #see(index: number, capturedAtUs: number): void {
    const ageMs = (nowUs() - capturedAtUs) / 1000;
    // A service may keep the frame times of its start, which is correct for hub and page.
    if (![0, this.#aheadMs()].some((aheadMs) => Math.abs(ageMs + aheadMs) < this.#freshMs)) return;
    this.#look();
    this.#freshAtMs[index] = performance.now();
  }
}
