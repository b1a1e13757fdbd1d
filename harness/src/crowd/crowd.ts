/** Many viewers of one stream in one process, with measurements between `begin` and `end`. */
import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../clock.ts';
import type { FrameHead } from '../viewer/frame-head.ts';
import { Member, type Dial } from './member.ts';
import { groupReport, percentilesOf, type CrowdReport } from './report.ts';
import { GroupTally, LastViewer, PublishedCount } from './tally.ts';

const SAMPLE_MS = 50;
const CONNECTING_AT_ONCE = 16;
/** Frames published during a measurement may arrive this much later, ms. */
const STRAGGLERS_MS = 1000;

export interface Group {
  readonly name: string;
  readonly viewers: number;
  readonly dial: Dial;
}

interface Measurement {
  readonly startedMs: number;
  /** Camera clock. */
  readonly fromUs: number;
  toUs: number;
  readonly published: PublishedCount;
  readonly last: LastViewer;
  readonly groups: readonly GroupTally[];
  delivered: number;
  deliveredBytes: number;
  readonly sampler: NodeJS.Timeout;
  readonly reconnectsBefore: readonly number[];
}

export class Crowd {
  readonly groups: readonly { readonly name: string; readonly members: readonly Member[] }[];
  readonly #cameraAheadUs: number;
  #measurement: Measurement | undefined;

  /** `cameraAheadUs`: the camera clock minus ours. */
  constructor(groups: readonly Group[], cameraAheadUs = 0) {
    this.#cameraAheadUs = cameraAheadUs;
    this.groups = groups.map(({ name, viewers, dial }, group) => ({
      name,
      members: Array.from({ length: viewers }, (_, place) => new Member(dial, (frame, bytes) => this.#arrived(group, place, frame, bytes))),
    }));
  }

  #cameraClockUs(): number {
    return nowUs() + this.#cameraAheadUs;
  }

  get #members(): readonly Member[] {
    return this.groups.flatMap(({ members }) => members);
  }

  /** @throws the first refusal, after the admitted viewers have left */
  async join(): Promise<void> {
    const waiting = [...this.#members];
    const admit = async (): Promise<void> => {
      for (let member = waiting.shift(); member; member = waiting.shift()) await member.join();
    };
    try {
      await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, admit));
    } catch (error) {
      waiting.length = 0;
      this.leave();
      throw error;
    }
  }

  /** Resolves when every viewer has received a picture. @throws if that takes longer than `withinMs` */
  async untilServed(withinMs: number): Promise<void> {
    const deadlineMs = performance.now() + withinMs;
    for (;;) {
      const unserved = this.#members.filter((member) => member.newestUs === 0).length;
      if (unserved === 0) return;
      if (performance.now() > deadlineMs) {
        throw new Error(
          `${unserved} of ${this.#members.length} viewers received no picture within ${withinMs / 1000} s: is the camera live?`,
        );
      }
      await delay(SAMPLE_MS);
    }
  }

  begin(): void {
    clearInterval(this.#measurement?.sampler);
    this.#measurement = {
      startedMs: performance.now(),
      fromUs: this.#cameraClockUs(),
      toUs: Number.POSITIVE_INFINITY,
      published: new PublishedCount(),
      last: new LastViewer(this.#members.length),
      groups: this.groups.map(({ name, members }) => new GroupTally(name, members.length)),
      delivered: 0,
      deliveredBytes: 0,
      sampler: setInterval(() => this.#sample(), SAMPLE_MS),
      reconnectsBefore: this.#reconnects,
    };
  }

  /** @throws if no measurement has begun */
  async end(): Promise<CrowdReport> {
    const measurement = this.#measurement;
    if (!measurement) throw new Error('no measurement has begun');
    clearInterval(measurement.sampler);
    measurement.toUs = this.#cameraClockUs();
    const seconds = (performance.now() - measurement.startedMs) / 1000;
    const { delivered, deliveredBytes, reconnectsBefore } = measurement;
    await delay(STRAGGLERS_MS);
    if (this.#measurement === measurement) this.#measurement = undefined;
    const { published, last, groups } = measurement;
    const reconnects = this.#reconnects;
    groups.forEach((group, index) => (group.reconnects = (reconnects[index] ?? 0) - (reconnectsBefore[index] ?? 0)));
    return {
      seconds,
      cameraAheadMs: this.#cameraAheadUs / 1000,
      published: published.count,
      delivered,
      deliveredBytes,
      lastViewerMs: percentilesOf(last.ageMs),
      groups: groups.map((group) => groupReport(group, published.count, seconds)),
    };
  }

  /** May be called twice. */
  leave(): void {
    clearInterval(this.#measurement?.sampler);
    this.#measurement = undefined;
    for (const member of this.#members) member.leave();
  }

  get #reconnects(): number[] {
    return this.groups.map(({ members }) => members.reduce((sum, member) => sum + member.reconnects, 0));
  }

  #arrived(group: number, place: number, frame: FrameHead, bytes: number): void {
    const measurement = this.#measurement;
    if (!measurement) return;
    if (measurement.toUs === Number.POSITIVE_INFINITY) {
      measurement.delivered += 1;
      measurement.deliveredBytes += bytes;
    }
    if (frame.capturedAtUs < measurement.fromUs || frame.capturedAtUs >= measurement.toUs) return;
    const tally = measurement.groups[group];
    const ageMs = (this.#cameraClockUs() - frame.capturedAtUs) / 1000;
    measurement.published.add(frame);
    measurement.last.add(frame.capturedAtUs, ageMs);
    tally?.viewers[place]?.add(frame, bytes);
    tally?.ageMs.add(ageMs);
  }

  #sample(): void {
    const now = this.#cameraClockUs();
    this.groups.forEach(({ members }, index) => {
      const tally = this.#measurement?.groups[index];
      for (const { newestUs } of members) if (newestUs > 0) tally?.onScreenMs.add((now - newestUs) / 1000);
    });
  }
}
