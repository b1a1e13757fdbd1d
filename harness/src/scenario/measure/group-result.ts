/** The series and figures of one crowd. */
import { NamedCounts } from '../../crowd/tally.ts';
import { Distribution } from '../../figures/statistics.ts';
import type { ConnectionResult, GroupResult, GroupSummary } from '../result.ts';
import { BinSeries, roundedPercentiles, rounded } from './bins.ts';
import { ErrorCounts } from './errors.ts';
import type { FrameSeen, MessageSeen, Observer } from './events.ts';
import type { Group } from './group.ts';
import type { Viewer } from './viewer.ts';

/** Viewers with a series of their own. */
const SERIES_MAX = 20;

export class GroupFigures implements Observer {
  readonly bins: BinSeries;
  readonly #group: Group;
  readonly #series: readonly BinSeries[];
  readonly #ages = new Distribution();
  readonly #errors = new ErrorCounts();
  readonly #messages = new NamedCounts();
  readonly #pictures = new NamedCounts();

  constructor(group: Group, binMs: number, endMs: number) {
    this.#group = group;
    this.bins = new BinSeries(binMs, endMs, () => group.connected);
    this.#series = group.viewers.slice(0, SERIES_MAX).map((viewer) => new BinSeries(binMs, endMs, () => (viewer.connection ? 1 : 0)));
    group.observe(this);
  }

  advance(atMs: number): void {
    for (const series of [this.bins, ...this.#series]) series.advance(atMs);
  }

  joined(viewer: Viewer, atMs: number): void {
    this.bins.joined(viewer, atMs);
    this.#series[viewer.index]?.joined(viewer, atMs);
  }

  left(viewer: Viewer, atMs: number): void {
    this.bins.left(viewer, atMs);
    this.#series[viewer.index]?.left(viewer, atMs);
  }

  frame(seen: FrameSeen): void {
    this.bins.frame(seen);
    this.#series[seen.viewer.index]?.frame(seen);
    if (seen.picture !== undefined) this.#pictures.add(seen.picture);
    if (seen.ageMs !== null) this.#ages.add(seen.ageMs);
  }

  message(seen: MessageSeen): void {
    this.bins.message(seen);
    this.#series[seen.viewer.index]?.message(seen);
    this.#messages.add(seen.name);
  }

  opened(viewer: Viewer, atMs: number, isAgain: boolean): void {
    this.bins.opened(viewer, atMs, isAgain);
    this.#series[viewer.index]?.opened(viewer, atMs, isAgain);
  }

  lost(viewer: Viewer, atMs: number): void {
    this.bins.lost(viewer, atMs);
    this.#series[viewer.index]?.lost(viewer, atMs);
  }

  failed(_viewer: Viewer, _atMs: number, code: string, reason: string): void {
    this.#errors.add(code, reason);
  }

  /** Called when the run is over and before the viewers leave. */
  result(about: { readonly protocol: string; readonly url: string }, endMs: number): GroupResult {
    for (const series of [this.bins, ...this.#series]) series.end(endMs);
    return {
      name: this.#group.name,
      ...about,
      viewers: this.#group.viewers.length,
      summary: this.#summary(endMs),
      bins: this.bins.bins,
      connections: this.#series.flatMap(({ bins }, index) => {
        const viewer = this.#group.viewers[index];
        return viewer ? [this.#connection(viewer, bins, endMs)] : [];
      }),
      errors: this.#errors.counts,
      messages: this.#messages.counts,
      pictures: this.#pictures.counts,
    };
  }

  #missing(viewer: Viewer): number {
    return Math.max(0, viewer.missing) + this.#group.lacking(viewer);
  }

  #longestGapMs(viewer: Viewer, endMs: number): number | null {
    const open = viewer.isPresent ? endMs - viewer.withoutSinceMs : 0;
    return viewer.longestGapMs === undefined && !viewer.isPresent ? null : rounded(Math.max(viewer.longestGapMs ?? 0, open));
  }

  #summary(endMs: number): GroupSummary {
    const { viewers, isNumbered } = this.#group;
    const sum = (of: (viewer: Viewer) => number): number => viewers.reduce((so, viewer) => so + of(viewer), 0);
    const rates = viewers.map((viewer) => viewer.frames / (viewer.presentMs(0, endMs) / 1000)).filter(Number.isFinite);
    const shares = viewers.map((viewer) => (viewer.frames - viewer.repeated) / (viewer.frames - viewer.repeated + this.#missing(viewer)));
    const known = shares.filter(Number.isFinite);
    const first = new Distribution();
    for (const { firstFrameMs } of viewers) if (firstFrameMs !== undefined) first.add(firstFrameMs);
    const gaps = viewers.flatMap((viewer) => this.#longestGapMs(viewer, endMs) ?? []);
    const mean = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0) / values.length;
    return {
      frames: sum(({ frames }) => frames),
      bytes: sum(({ bytes }) => bytes),
      framesPerSecond: rounded(mean(rates)) ?? 0,
      slowestFps: rounded(Math.min(...rates)) ?? 0,
      share: isNumbered ? { mean: rounded(mean(known)), worst: rounded(Math.min(...known)) } : { mean: null, worst: null },
      missing: isNumbered ? sum((viewer) => this.#missing(viewer)) : null,
      repeated: sum(({ repeated }) => repeated),
      late: sum(({ late }) => late),
      ageMs: roundedPercentiles(this.#ages),
      firstFrameMs: roundedPercentiles(first),
      longestGapMs: rounded(Math.max(...gaps)),
      reconnects: sum(({ reconnects }) => reconnects),
      losses: sum(({ losses }) => losses),
      silent: viewers.filter(({ frames }) => frames === 0).length,
    };
  }

  #connection(viewer: Viewer, bins: ConnectionResult['bins'], endMs: number): ConnectionResult {
    return {
      name: viewer.name,
      frames: viewer.frames,
      bytes: viewer.bytes,
      missing: this.#group.isNumbered ? this.#missing(viewer) : null,
      repeated: viewer.repeated,
      late: viewer.late,
      reconnects: viewer.reconnects,
      firstFrameMs: rounded(viewer.firstFrameMs),
      longestGapMs: this.#longestGapMs(viewer, endMs),
      bins,
    };
  }
}
