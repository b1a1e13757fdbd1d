/** The viewers of a crowd: they join, behave as the scenario says, and leave. */
import { Member } from '../../crowd/member.ts';
import type { Dial } from '../../protocols/protocol.ts';
import { drawFor } from '../../proxy/rules/draw.ts';
import type { Group } from '../measure/group.ts';
import type { Viewer } from '../measure/viewer.ts';
import type { Behaviour } from '../schema/crowd.ts';
import type { CheckedScenario } from '../checked-scenario.ts';
import type { Timeline } from './timeline.ts';

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5000;
const LIE_MS = 100;
const LIE_AHEAD = 1000;

type CrowdSpec = CheckedScenario['spec']['crowds'][number];

export interface AttendanceOptions {
  readonly crowd: CrowdSpec;
  readonly group: Group;
  readonly dial: Dial;
  readonly seed: number;
  /** The first connection of the crowd could not be made. @returns whether to try again */
  readonly refused: (problem: Error) => boolean;
}

export class Attendance {
  readonly #options: AttendanceOptions;
  readonly #members: readonly Member[];
  readonly #retries = new Map<Viewer, NodeJS.Timeout>();
  readonly #lies = new Set<NodeJS.Timeout>();
  #wasAdmitted = false;

  constructor(options: AttendanceOptions) {
    this.#options = options;
    const { group, dial } = options;
    this.#members = group.viewers.map((viewer) => new Member(group.watched(viewer, dial), () => undefined));
  }

  /** Puts joining and the behaviour on the timeline. */
  schedule(timeline: Timeline, endMs: number): void {
    const { crowd, group, seed } = this.#options;
    group.viewers.forEach((viewer, index) => {
      const atMs = crowd.at + (crowd.ramp * index) / Math.max(1, crowd.viewers - 1);
      timeline.at(atMs, () => this.#join(viewer));
    });
    crowd.behaviour.forEach((behaviour, place) => {
      const viewers = chosen(group.viewers, behaviour.viewers, drawFor(seed, 'behaviour', crowd.name, place));
      for (let atMs = behaviour.at; atMs < endMs; atMs += behaviour.every ?? Infinity) this.#behave(timeline, behaviour, viewers, atMs);
    });
  }

  /** May be called twice. */
  leave(): void {
    for (const timer of this.#lies) clearInterval(timer);
    for (const viewer of this.#options.group.viewers) this.#leave(viewer);
  }

  #behave(timeline: Timeline, behaviour: Behaviour, viewers: readonly Viewer[], atMs: number): void {
    const each = (at: number, act: (viewer: Viewer) => void): void => timeline.at(at, () => viewers.forEach(act));
    const untilMs = atMs + (behaviour.for ?? Infinity);
    switch (behaviour.do) {
      case 'stall':
        each(atMs, (viewer) => this.#member(viewer)?.stall());
        each(untilMs, (viewer) => this.#member(viewer)?.resume());
        return;
      case 'leave':
        each(atMs, (viewer) => this.#leave(viewer));
        each(untilMs, (viewer) => this.#join(viewer));
        return;
      case 'reload':
        each(atMs, (viewer) => {
          this.#leave(viewer);
          this.#join(viewer);
        });
        return;
      case 'lie': {
        let timer: NodeJS.Timeout | undefined;
        timeline.at(atMs, () => {
          timer = setInterval(() => viewers.forEach((viewer) => this.#lie(viewer, behaviour.ahead ?? LIE_AHEAD)), LIE_MS);
          this.#lies.add(timer);
        });
        timeline.at(untilMs, () => clearInterval(timer));
      }
    }
  }

  #member(viewer: Viewer): Member | undefined {
    return this.#members[viewer.index];
  }

  #join(viewer: Viewer): void {
    if (viewer.isPresent) return;
    this.#options.group.joined(viewer);
    this.#connect(viewer, RETRY_FIRST_MS);
  }

  #leave(viewer: Viewer): void {
    clearTimeout(this.#retries.get(viewer));
    this.#options.group.left(viewer);
    this.#member(viewer)?.leave();
  }

  /** A member connects again after a loss; the first connection is repeated here. */
  #connect(viewer: Viewer, waitMs: number): void {
    const { presence } = viewer;
    this.#member(viewer)
      ?.join()
      .then(
        () => (this.#wasAdmitted = true),
        (problem: unknown) => {
          if (!viewer.isPresent || viewer.presence !== presence) return;
          if (!this.#wasAdmitted && !this.#options.refused(problem as Error)) return;
          this.#retries.set(
            viewer,
            setTimeout(() => this.#connect(viewer, Math.min(RETRY_MAX_MS, waitMs * 2)), waitMs),
          );
        },
      );
  }

  #lie({ connection, newestSeq }: Viewer, ahead: number): void {
    if (newestSeq !== null) connection?.acknowledge(newestSeq + ahead);
  }
}

/** Some of the viewers, or all. */
function chosen(viewers: readonly Viewer[], count: number | undefined, random: ReturnType<typeof drawFor>): readonly Viewer[] {
  if (count === undefined) return viewers;
  const drawn = viewers.map((viewer) => ({ viewer, order: random.next() }));
  return drawn
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ viewer }) => viewer);
}
