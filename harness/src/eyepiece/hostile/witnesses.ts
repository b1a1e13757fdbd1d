/** Ordinary viewers that measure the effect of an attack on their pictures. */
import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../../timing/clock.ts';
import { dialHub, type HubAddress } from '../../protocols/eyepiece/eyepiece.ts';
import { Member } from '../../crowd/member.ts';
import { PublishedCount } from '../../crowd/tally.ts';
import type { FrameHead } from '../../protocols/eyepiece/frame-head.ts';
import { Distribution } from '../../figures/statistics.ts';

export interface Sight {
  /** Share of frames of the viewer with the fewest. */
  readonly leastShare: number;
  /** Value of the worst viewer. */
  readonly ageP99Ms: number;
  readonly reconnects: number;
  /** Viewers without a picture taken after the attack. */
  readonly blind: number;
}

interface Window {
  readonly beginUs: number;
  endUs: number;
  readonly published: PublishedCount;
  readonly ages: readonly Distribution[];
  readonly reconnectsBefore: number;
}

const VIEWERS = 10;
/** Longest wait of a viewer for a fresh picture, ms. */
const FRESH_MS = 30_000;
const LOOK_MS = 20;

export class Witnesses {
  readonly #members: readonly Member<FrameHead>[];
  #window: Window | undefined;

  private constructor(address: HubAddress) {
    const dial = dialHub(address);
    this.#members = Array.from({ length: VIEWERS }, (_, index) => new Member(dial, (frame) => this.#see(index, frame)));
  }

  /** Resolves when each viewer has a picture. */
  static async join(address: HubAddress): Promise<Witnesses> {
    const witnesses = new Witnesses(address);
    await Promise.all(witnesses.#members.map((member) => member.join()));
    const blind = await witnesses.#untilFresh(nowUs());
    if (blind === 0) return witnesses;
    witnesses.leave();
    throw new Error(`${blind} of ${VIEWERS} viewers had no picture within ${FRESH_MS} ms`);
  }

  begin(): void {
    this.#window = {
      beginUs: nowUs(),
      endUs: Number.POSITIVE_INFINITY,
      published: new PublishedCount(),
      ages: this.#members.map(() => new Distribution()),
      reconnectsBefore: this.#reconnects,
    };
  }

  /** Resolves when each viewer has a picture taken after this call, or the wait has expired. */
  async end(): Promise<Sight> {
    const window = this.#window;
    if (!window) throw new Error('no measurement has begun');
    window.endUs = nowUs();
    const blind = await this.#untilFresh(window.endUs);
    this.#window = undefined;
    const { published, ages, reconnectsBefore } = window;
    return {
      leastShare: Math.min(...ages.map(({ count }) => count)) / Math.max(1, published.count),
      ageP99Ms: Math.max(...ages.map((age) => (age.count === 0 ? Number.POSITIVE_INFINITY : age.percentile(0.99)))),
      reconnects: this.#reconnects - reconnectsBefore,
      blind,
    };
  }

  leave(): void {
    for (const member of this.#members) member.leave();
  }

  get #reconnects(): number {
    return this.#members.reduce((sum, { reconnects }) => sum + reconnects, 0);
  }

  #see(index: number, frame: FrameHead): void {
    const window = this.#window;
    if (!window || frame.capturedAtUs < window.beginUs || frame.capturedAtUs > window.endUs) return;
    window.published.add(frame);
    window.ages[index]?.add((nowUs() - frame.capturedAtUs) / 1000);
  }

  /** @returns the number of viewers without one at the deadline */
  async #untilFresh(sinceUs: number): Promise<number> {
    const blind = (): number => this.#members.filter(({ newestUs }) => newestUs <= sinceUs).length;
    for (const deadline = performance.now() + FRESH_MS; blind() > 0 && performance.now() < deadline;) await delay(LOOK_MS);
    return blind();
  }
}
