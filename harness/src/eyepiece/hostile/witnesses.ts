/** Ordinary viewers that measure the effect of an attack on their pictures. */
import { setTimeout as delay } from 'node:timers/promises';
import { Crowd } from '../../crowd/crowd.ts';
import { dialHub, type HubAddress } from '../../protocols/eyepiece/eyepiece.ts';
import { nowUs } from '../../timing/clock.ts';

const VIEWERS = 10;
/** Longest wait of a viewer for a fresh picture, ms. */
const FRESH_MS = 30_000;
const LOOK_MS = 20;

export interface Sight {
  /** Share of frames of the viewer with the fewest. */
  readonly leastShare: number;
  /** Value of the worst viewer. */
  readonly ageP99Ms: number;
  readonly reconnects: number;
  /** Viewers without a picture taken after the attack. */
  readonly blind: number;
}

export class Witnesses {
  readonly #crowd: Crowd;

  private constructor(address: HubAddress) {
    const dial = dialHub(address);
    // One group per viewer: figures are measured per group, and the worst viewer counts.
    this.#crowd = new Crowd(Array.from({ length: VIEWERS }, (_, index) => ({ name: `witness ${index + 1}`, viewers: 1, dial })));
  }

  /** Resolves when each viewer has a picture. */
  static async join(address: HubAddress): Promise<Witnesses> {
    const witnesses = new Witnesses(address);
    await witnesses.#crowd.join();
    try {
      await witnesses.#crowd.untilServed(FRESH_MS);
      return witnesses;
    } catch (error) {
      witnesses.leave();
      throw error;
    }
  }

  begin(): void {
    this.#crowd.begin();
  }

  /** Resolves when each viewer has a picture taken after this call, or the wait has expired. */
  async end(): Promise<Sight> {
    const blind = await this.#untilFresh(nowUs());
    // All earlier frames have arrived with the fresh picture.
    const { groups } = await this.#crowd.end(0);
    return {
      leastShare: Math.min(...groups.map(({ share }) => (Number.isNaN(share.worst) ? 0 : share.worst))),
      ageP99Ms: Math.max(...groups.map(({ ageMs }) => (Number.isNaN(ageMs.p99) ? Number.POSITIVE_INFINITY : ageMs.p99))),
      reconnects: groups.reduce((sum, { reconnects }) => sum + reconnects, 0),
      blind,
    };
  }

  leave(): void {
    this.#crowd.leave();
  }

  /** @returns the number of viewers without one at the deadline */
  async #untilFresh(sinceUs: number): Promise<number> {
    const members = this.#crowd.groups.flatMap((group) => group.members);
    const blind = (): number => members.filter(({ newestUs }) => newestUs <= sinceUs).length;
    for (const deadline = performance.now() + FRESH_MS; blind() > 0 && performance.now() < deadline;) await delay(LOOK_MS);
    return blind();
  }
}
