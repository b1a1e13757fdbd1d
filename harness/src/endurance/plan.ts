/** Which disturbance comes when. */
import { SeededRandom } from '../random.ts';

export type Disturbance =
  /** The hub ends, and is started again a while later. */
  | { readonly kind: 'stop'; readonly signal: 'SIGTERM' | 'SIGKILL'; readonly holdMs: number }
  /** The disk of hub and camera services has no room, and then has again. */
  | { readonly kind: 'disk'; readonly holdMs: number }
  /** No process of the database runs, and then all do again. */
  | { readonly kind: 'database'; readonly holdMs: number }
  /** The wall clock of hub and camera services steps, and stays so much ahead of the right time. */
  | { readonly kind: 'clock'; readonly aheadMs: number };

export interface Planned {
  /** From the beginning of the run, at the earliest: one disturbance ends before the next begins. */
  readonly atMs: number;
  readonly disturbance: Disturbance;
}

export interface PlanOptions {
  readonly minutes: number;
  readonly stops: number;
  readonly seed: number;
  /** How long the database is paused and the disk is full, ms. */
  readonly holdMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Of the stops, how many are without warning. */
const KILLED = 0.25;
const DOWN_MS = [200, 10_000] as const;
/** A slot begins with as much of it as may pass before its disturbance. */
const JITTER = 0.25;

/** All of it in random order, spread over the minutes. The same seed gives the same plan. */
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
    { kind: 'clock', aheadMs: HOUR_MS },
    { kind: 'clock', aheadMs: 0 },
  ];
  const ordered = forwardFirst(shuffled(all, random));
  const slotMs = (minutes * MINUTE_MS) / (ordered.length + 1);
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

/** A clock that steps back has stepped forward before. */
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
