/** Many viewers of one stream in one process, with measurements between `begin` and `end`. */
import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../timing/clock.ts';
import type { Dial, Frame, Sequence } from '../protocols/protocol.ts';
import { whyNoFrame, type Heard } from './explanation.ts';
import { Member } from './member.ts';
import { groupReport, type CrowdReport } from './report.ts';
import { CaptureScope, SEEN, SequenceScope, type Scope } from './scope.ts';
import { GroupTally, LastViewer, NamedCounts } from './tally.ts';

export interface Group {
  readonly name: string;
  readonly viewers: number;
  readonly dial: Dial;
}

export interface CrowdClock {
  /** The clock of the capture times minus ours. */
  readonly aheadUs: number;
  /**
   * Whether the difference was measured. Then frames belong to a measurement by their capture times, otherwise by their
   * sequence numbers, or by their arrival if they have none.
   */
  readonly measured: boolean;
  readonly sequence: Sequence;
}

interface Measurement {
  readonly startedMs: number;
  open: boolean;
  readonly last: LastViewer;
  readonly groups: readonly GroupTally[];
  delivered: number;
  deliveredBytes: number;
  readonly sampler: NodeJS.Timeout;
  readonly reconnectsBefore: readonly number[];
}

const SAMPLE_MS = 50;
const CONNECTING_AT_ONCE = 16;
/** Frames published during a measurement may arrive this much later, ms. */
const STRAGGLERS_MS = 1000;
const SAME_CLOCK: CrowdClock = { aheadUs: 0, measured: true, sequence: { modulus: 2 ** 32, numbering: 'server' } };

export class Crowd {
  readonly groups: readonly { readonly name: string; readonly members: readonly Member[] }[];
  readonly #aheadUs: number;
  readonly #clockMeasured: boolean;
  readonly #scope: Scope;
  /** Since the viewers joined. */
  readonly #messages = new NamedCounts();
  readonly #losses = new NamedCounts();
  readonly #whyNoFrame: (heard: Heard) => string;
  #measurement: Measurement | undefined;

  /** `explain`: why viewers may have received no frame, by what they had instead. */
  constructor(
    groups: readonly Group[],
    { aheadUs, measured, sequence }: CrowdClock = SAME_CLOCK,
    explain: (heard: Heard) => string = (heard) => whyNoFrame('eyepiece', heard),
  ) {
    this.#whyNoFrame = explain;
    this.#aheadUs = aheadUs;
    this.#clockMeasured = measured;
    const viewers = groups.reduce((sum, group) => sum + group.viewers, 0);
    this.#scope = measured ? new CaptureScope(viewers, () => this.#cameraClockUs()) : new SequenceScope(viewers, sequence);
    let joined = 0;
    this.groups = groups.map(({ name, viewers: size, dial }, group) => {
      const first = joined;
      joined += size;
      const member = (_: unknown, place: number): Member =>
        new Member(dial, (frame, bytes) => this.#arrived(group, place, first + place, frame, bytes), {
          message: (message) => this.#heard(group, message),
          fault: (code) => this.#measurement?.groups[group]?.faults.add(code),
          lost: (reason) => this.#lost(group, first + place, reason),
        });
      return { name, members: Array.from({ length: size }, member) };
    });
  }

  #cameraClockUs(): number {
    return nowUs() + this.#aheadUs;
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

  /** Resolves when every viewer has received a frame. @throws if that takes longer than `withinMs` */
  async untilServed(withinMs: number): Promise<void> {
    const deadlineMs = performance.now() + withinMs;
    for (;;) {
      const unserved = this.#members.filter(({ servedAfterMs }) => servedAfterMs === undefined).length;
      if (unserved === 0) return;
      if (performance.now() > deadlineMs) {
        const why = this.#whyNoFrame({ messages: this.#messages.counts, losses: this.#losses.counts });
        throw new Error(`${unserved} of ${this.#members.length} viewers received no frame within ${withinMs / 1000} s${why}`);
      }
      await delay(SAMPLE_MS);
    }
  }

  begin(): void {
    clearInterval(this.#measurement?.sampler);
    const startedMs = performance.now();
    this.#scope.begin();
    this.#measurement = {
      startedMs,
      open: true,
      last: new LastViewer(this.#members.length),
      groups: this.groups.map(({ name, members }) => new GroupTally(name, members.length, startedMs)),
      delivered: 0,
      deliveredBytes: 0,
      sampler: setInterval(() => this.#sample(), SAMPLE_MS),
      reconnectsBefore: this.#reconnects,
    };
  }

  /** @param stragglersMs how long frames that were published before may still arrive @throws if no measurement has begun */
  async end(stragglersMs = STRAGGLERS_MS): Promise<CrowdReport> {
    const measurement = this.#measurement;
    if (!measurement) throw new Error('no measurement has begun');
    clearInterval(measurement.sampler);
    this.#scope.close();
    measurement.open = false;
    const endedMs = performance.now();
    const seconds = (endedMs - measurement.startedMs) / 1000;
    for (const { viewers } of measurement.groups) for (const viewer of viewers) viewer.end(endedMs);
    const { delivered, deliveredBytes, reconnectsBefore } = measurement;
    await delay(stragglersMs);
    if (this.#measurement === measurement) this.#measurement = undefined;
    const { last, groups } = measurement;
    const reconnects = this.#reconnects;
    groups.forEach((group, index) => (group.reconnects = (reconnects[index] ?? 0) - (reconnectsBefore[index] ?? 0)));
    const published = this.#members.map((_, viewer) => this.#scope.publishedFor(viewer));
    let counted = 0;
    const reports = groups.map((group) => {
      const first = counted;
      counted += group.viewers.length;
      return groupReport(group, published.slice(first, counted), seconds);
    });
    return {
      seconds,
      cameraAheadMs: this.#aheadUs / 1000,
      published: Math.max(...published),
      delivered,
      deliveredBytes,
      lastViewerMs: last.ageMs.percentiles,
      groups: reports,
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

  #lost(group: number, viewer: number, reason: string): void {
    this.#scope.lost(viewer);
    this.#losses.add(reason);
    this.#measurement?.groups[group]?.losses.add(reason);
  }

  #heard(group: number, message: string): void {
    this.#messages.add(message);
    if (this.#measurement?.open === true) this.#measurement.groups[group]?.messages.add(message);
  }

  /** `viewer`: its place in the crowd; `place`: in its group. */
  #arrived(group: number, place: number, viewer: number, frame: Frame, bytes: number): void {
    const seen = this.#scope.see(viewer, frame);
    const measurement = this.#measurement;
    const tally = measurement?.groups[group];
    const viewerTally = tally?.viewers[place];
    if (!measurement || !tally || !viewerTally) return;
    if (measurement.open) {
      measurement.delivered += 1;
      measurement.deliveredBytes += bytes;
      const gapMs = viewerTally.arrived(performance.now());
      if (gapMs !== undefined) tally.gapMs.add(gapMs);
    }
    if ((seen & SEEN.inside) === 0) return;
    const repeated = (seen & SEEN.repeated) !== 0;
    if (frame.picture !== undefined) tally.pictures.add(frame.picture);
    viewerTally.add(frame, bytes, repeated, (seen & SEEN.late) !== 0);
    if (frame.capturedAtUs === null) return;
    const ageMs = (this.#cameraClockUs() - frame.capturedAtUs) / 1000;
    if (ageMs < 0 && !this.#clockMeasured) tally.negativeAges += 1;
    if (!repeated) measurement.last.add(frame.capturedAtUs, ageMs);
    tally.ageMs.add(ageMs);
  }

  #sample(): void {
    const now = this.#cameraClockUs();
    this.groups.forEach(({ members }, index) => {
      const tally = this.#measurement?.groups[index];
      for (const { newestUs } of members) if (newestUs > 0) tally?.onScreenMs.add((now - newestUs) / 1000);
    });
  }
}
