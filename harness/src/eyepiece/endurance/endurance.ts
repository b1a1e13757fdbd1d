/**
 * Disturbs a whole system under load, one disturbance at a time, and measures the effects on its users.
 *
 * It is no scenario: it steps clocks and fills disks, its users send commands and one is a page in a browser, and a
 * disturbance waits until all users have recovered from the one before.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Afterwards } from './afterwards.ts';
import type { OrderCounts, Waited } from './load/order-book.ts';
import { nameOf, plan, type Disturbance } from './plan.ts';
import { Scene, type Patience, type Recovery } from './scene.ts';

const REFUSED_MS = 60_000;
const MOST_FAULTS = 10;

/** Targets on a machine without other load. */
export const PROMISED: Patience = {
  pictureMs: 20_000,
  orderMs: 45_000,
  marginMs: 3000,
  gapMs: 10_000,
  freshMs: 3000,
  late: false,
  serviceTimeoutMs: 10_000,
};

export interface EnduranceOptions {
  readonly minutes: number;
  readonly stops: number;
  readonly holdMs: number;
  readonly seed: number;
  readonly patience: Patience;
  readonly say?: (text: string) => void;
}

export interface DisturbanceReport {
  readonly name: string;
  readonly atS: number;
  /** Duration; for a stop, until the hub listens again. */
  readonly seconds: number;
  readonly recovery: Recovery;
  /** The longest time without a fresh picture for any viewer, s. */
  readonly gapS: number;
  readonly faults: readonly string[];
}

export interface EnduranceReport {
  readonly minutes: number;
  readonly seed: number;
  readonly used: { readonly disk: string; readonly database: string };
  readonly disturbances: readonly DisturbanceReport[];
  readonly orders: Readonly<Record<string, OrderCounts>>;
  readonly worst: readonly Waited[];
  readonly viewers: { readonly count: number; readonly reconnects: number };
  readonly pageLoads: number;
  readonly afterwards: Afterwards;
  /** All missed targets. */
  readonly breaches: readonly string[];
}

export async function runEndurance(options: EnduranceOptions): Promise<EnduranceReport> {
  const { minutes, stops, holdMs, seed, patience, say } = options;
  const scene = await Scene.set({ minutes, seed, patience });
  try {
    const planned = plan({ minutes, stops, seed, holdMs });
    const began = performance.now();
    scene.book.begin();
    const reports: DisturbanceReport[] = [];
    for (const { atMs, disturbance } of planned) {
      await scene.recovery();
      scene.book.calm = true;
      await delay(Math.max(0, began + atMs - performance.now()));
      scene.book.calm = false;
      const before = await scene.takeFaults();
      const atS = Math.round((performance.now() - began) / 1000);
      const report = await disturb(scene, disturbance, atS);
      const faults = [...before.map((fault) => `before it: ${fault}`), ...report.faults].slice(0, MOST_FAULTS);
      reports.push({ ...report, faults });
      say?.(`${String(atS)} s: ${report.name}${faults.map((fault) => `\n  ${fault}`).join('')}`);
    }
    await scene.recovery();
    scene.book.calm = true;
    await delay(Math.max(0, began + minutes * 60_000 - performance.now()));
    scene.book.calm = false;
    const last = await scene.takeFaults();
    const { viewers, page, system, disk, book } = scene;
    const loads = page.loads;
    say?.('The load has ended; checking the acknowledged results');
    const afterwards = await scene.end();
    const late = [...last, ...book.takeFaults(), ...system.loggedErrors.take()];
    return {
      minutes,
      seed,
      used: { disk: disk.kind, database: system.database.kind },
      disturbances: reports,
      orders: book.counts,
      worst: book.worst,
      viewers: { count: viewers.count, reconnects: viewers.reconnects },
      pageLoads: loads,
      afterwards,
      breaches: [
        ...reports.flatMap(({ name, atS, faults }) => faults.map((fault) => `${name} at ${String(atS)} s: ${fault}`)),
        ...[...late, ...afterwards.faults].map((fault) => `in the end: ${fault}`),
      ],
    };
  } finally {
    await scene.clear();
  }
}

async function disturb(scene: Scene, disturbance: Disturbance, atS: number): Promise<DisturbanceReport> {
  scene.viewers.takeLongestGapMs();
  const beganMs = performance.now();
  const faults = await carriedOut(scene, disturbance);
  const seconds = (performance.now() - beganMs) / 1000;
  const recovery = await scene.recovery();
  const gapMs = scene.viewers.takeLongestGapMs();
  for (const [who, s] of Object.entries(recovery)) if (s === null) faults.push(notBack(who, scene));
  if (disturbance.kind !== 'stop' && gapMs > scene.patience.gapMs)
    faults.push(`a viewer had no fresh picture for ${(gapMs / 1000).toFixed(1)} s`);
  return { name: nameOf(disturbance), atS, seconds, recovery, gapS: gapMs / 1000, faults: [...faults, ...(await scene.takeFaults())] };
}

function notBack(who: string, { page }: Scene): string {
  if (who === 'page') return `the page did not become LIVE by itself in time; it shows ${page.shown}`;
  return who === 'viewers' ? 'a viewer had no fresh picture in time' : `no ${who} was acknowledged in time`;
}

/** @returns the faults of this disturbance */
async function carriedOut({ system, disk, clock, book }: Scene, disturbance: Disturbance): Promise<string[]> {
  switch (disturbance.kind) {
    case 'stop': {
      const faults = await system.stopHub(disturbance.signal);
      await delay(disturbance.holdMs);
      await system.startHub();
      return faults;
    }
    case 'disk': {
      const refused = book.untilRefused(['no_space', 'capture_waits'], REFUSED_MS);
      await disk.fill();
      const faults = (await refused) ? [] : ['the disk was full, but no command was refused'];
      await delay(disturbance.holdMs);
      await disk.empty();
      return faults;
    }
    case 'database':
      system.database.pause();
      await delay(disturbance.holdMs);
      system.database.resume();
      return [];
    case 'clock':
      clock.step(disturbance.aheadMs);
      return [];
  }
}
