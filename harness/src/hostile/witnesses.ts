/** Ordinary viewers, who notice what an attack does to their pictures. */
import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../clock.ts';
import { dialHub, type HubAddress } from '../crowd/dial.ts';
import { Member } from '../crowd/member.ts';
import { PublishedCount } from '../crowd/tally.ts';
import type { FrameHead } from '../viewer/frame-head.ts';
import { Distribution } from '../statistics.ts';

const VIEWERS = 10;
/** How long a viewer may wait for a picture of now; who waits longer has lost it. */
const FRESH_MS = 30_000;
const LOOK_MS = 20;

export interface Sight {
  /** Of the viewer that had the fewest, of what the camera sent. */
  readonly leastShare: number;
  /** Of the viewer that was worst off. */
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

export class Witnesses {
  readonly #members: readonly Member[];
  #window: Window | undefined;

  private constructor(address: HubAddress) {
    const dial = dialHub(address);
    this.#members = Array.from({ length: VIEWERS }, (_, index) => new Member(dial, (frame) => this.#see(index, frame)));
  }

  /** Resolves when each has a picture. */
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

  /** Resolves when each has a picture that was taken after this call, or has waited long enough for one. */
  async end(): Promise<Sight> {
    const window = this.#window;
    if (!window) throw new Error('nothing has begun');
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

  /** @returns how many are still without one at the deadline */
  async #untilFresh(sinceUs: number): Promise<number> {
    const blind = (): number => this.#members.filter(({ newestUs }) => newestUs <= sinceUs).length;
    for (const deadline = performance.now() + FRESH_MS; blind() > 0 && performance.now() < deadline;) await delay(LOOK_MS);
    return blind();
  }
}
