/** The schedule of disturbances. */
import { SeededRandom } from '../../figures/random.ts';

export type Disturbance =
  /** The hub ends and is started again later. */
  | { readonly kind: 'stop'; readonly signal: 'SIGTERM' | 'SIGKILL'; readonly holdMs: number }
  /** The disk of hub and camera services is filled and emptied. */
  | { readonly kind: 'disk'; readonly holdMs: number }
  /** All processes of the database are suspended and resumed. */
  | { readonly kind: 'database'; readonly holdMs: number }
  /** The wall clock of hub and camera services steps and stays ahead of the correct time by this much. */
  | { readonly kind: 'clock'; readonly aheadMs: number };

export interface Planned {
  /** Earliest time from the beginning of the run. A disturbance waits until the previous one has ended. */
  readonly atMs: number;
  readonly disturbance: Disturbance;
}

export interface PlanOptions {
  readonly minutes: number;
  readonly stops: number;
  readonly seed: number;
  /** Time for which the database is suspended or the disk full, ms. */
  readonly holdMs: number;
}

const MS = { minute: 60_000, hour: 3_600_000 };
/** Share of the stops that are kills. */
const KILLED = 0.25;
const DOWN_MS = [200, 10_000] as const;
/** Part of a slot that may pass before its disturbance. */
const JITTER = 0.25;

/** All disturbances in random order, spread over the run. The same seed gives the same plan. */
export function plan({ minutes, stops, seed, holdMs }: PlanOptions): Planned[] {
  const random = new SeededRandom(seed);
  const kills = Math.max(1, Math.round(stops * KILLED));
  const all: Disturbance[] = [
    ...Array.from({ length: stops }, (_, index): Disturbance => {
      const signal = index < kills ? 'SIGKILL' : 'SIGTERM';
      return { kind: 'stop', signal, holdMs: Math.round(random.between(...DOWN_MS)) };
    }),
    { kind: 'disk', holdMs },
    { kind: 'database', holdMs },
    { kind: 'clock', aheadMs: MS.hour },
    { kind: 'clock', aheadMs: 0 },
  ];
  const ordered = forwardFirst(shuffled(all, random));
  const slotMs = (minutes * MS.minute) / (ordered.length + 1);
  return ordered.map((disturbance, index) => ({
    atMs: Math.round((index + 0.5 + random.between(0, JITTER)) * slotMs),
    disturbance,
  }));
}

function shuffled<T>(values: readonly T[], random: SeededRandom): T[] {
  return values
    .map((value) => ({ value, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

/** The clock steps forward before it steps back. */
function forwardFirst(order: readonly Disturbance[]): Disturbance[] {
  const steps = order.filter(({ kind }) => kind === 'clock').toSorted((a, b) => aheadOf(b) - aheadOf(a));
  return order.map((disturbance) => (disturbance.kind === 'clock' ? (steps.shift() ?? disturbance) : disturbance));
}

const aheadOf = (disturbance: Disturbance): number => (disturbance.kind === 'clock' ? disturbance.aheadMs : 0);

export function nameOf(disturbance: Disturbance): string {
  switch (disturbance.kind) {
    case 'stop':
      return disturbance.signal === 'SIGKILL' ? 'hub killed' : 'hub stopped';
    case 'disk':
      return 'disk full';
    case 'database':
      return 'database paused';
    case 'clock':
      return disturbance.aheadMs === 0 ? 'clock back' : 'clock 1 h ahead';
  }
}
