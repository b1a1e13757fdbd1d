/**
 * Kills processes at random times while captures are taken. Then compares the library with the acknowledged captures.
 *
 * It is no scenario: its load takes and edits captures instead of watching, a kill waits for a number of acknowledged
 * captures instead of a time, and its result is a comparison of the library with the answers.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { checkLibrary, type LibraryCheck } from '../../system/library-check.ts';
import { Load } from './load.ts';
import { PARTS, Parts, type PartName } from './parts.ts';
import { SeededRandom } from '../../figures/random.ts';

/** How long uploads may take after the last kill, and how often that is checked. */
const DRAIN = { withinMs: 180_000, everyMs: 250 };

export interface ChaosOptions {
  readonly kills: number;
  readonly captures: number;
  readonly seed: number;
  readonly onProgress?: ((line: string) => void) | undefined;
}

export interface ChaosResult {
  readonly kills: Readonly<Record<PartName, number>>;
  readonly answered: number;
  readonly kept: number;
  readonly edits: number;
  readonly purges: number;
  readonly seconds: number;
  /** Result of fsck, which has read every file. */
  readonly fsck: LibraryCheck;
  /** Acknowledged, never moved to the trash, and missing. */
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly changed: readonly string[];
}

export async function runChaos({ kills, captures, seed, onProgress }: ChaosOptions): Promise<ChaosResult> {
  const began = performance.now();
  const random = new SeededRandom(seed);
  const parts = await Parts.start();
  try {
    const load = new Load(parts, new SeededRandom(seed + 1));
    const killed = await killWhile(parts, load, { kills, captures, random, onProgress });
    await drained(parts);
    const kept = await load.kept();
    await parts.stop('camera');
    await afterStart(parts);
    return {
      kills: killed,
      answered: load.answered.size,
      kept: kept.length,
      edits: load.edits,
      purges: load.purges,
      seconds: Math.round((performance.now() - began) / 1000),
      ...compare(load, kept),
      fsck: await checkLibrary(parts),
    };
  } finally {
    await parts.close();
  }
}

interface Killing extends Omit<ChaosOptions, 'seed'> {
  readonly random: SeededRandom;
}

const LONGEST_CALM_MS = 2500;

/** Runs rounds of captures, each with one kill at a random moment. A killed process restarts during the next round. */
async function killWhile(parts: Parts, load: Load, { kills, captures, random, onProgress }: Killing): Promise<Record<PartName, number>> {
  const killed = { hub: 0, camera: 0, database: 0 };
  const editing = new AbortController();
  const edits = load.edit(editing.signal);
  const revivals = new Set<Promise<void>>();
  for (let round = 1; round <= kills; round += 1) {
    const taking = load.captureUntil(Math.ceil((captures * round) / kills));
    await delay(random.between(0, LONGEST_CALM_MS));
    while (parts.up.length === 0) await delay(DRAIN.everyMs);
    const victim = random.choose(parts.up);
    await parts.kill(victim);
    killed[victim] += 1;
    const revival = parts.restart(victim).finally(() => revivals.delete(revival));
    revivals.add(revival);
    await taking;
    const waiting = (await parts.spooled()).length;
    onProgress?.(`${String(round)} kills, ${String(load.answered.size)} captures, ${String(waiting)} wait; up: ${parts.up.join(', ')}`);
  }
  await Promise.all(revivals);
  editing.abort();
  await edits;
  return killed;
}

/** Resolves when all waiting captures have reached the hub. @throws if they make no progress */
async function drained(parts: Parts): Promise<void> {
  let least = Infinity;
  let deadline = 0;
  for (;;) {
    const { length } = await parts.spooled();
    if (length === 0 && parts.up.length === PARTS.length) return;
    if (length < least) {
      least = length;
      deadline = performance.now() + DRAIN.withinMs;
    }
    if (performance.now() > deadline) throw new Error(`${String(length)} captures wait without progress; running: ${parts.up.join(', ')}`);
    await delay(DRAIN.everyMs);
  }
}

/** The next start completes what a crash interrupted. */
async function afterStart(parts: Parts): Promise<void> {
  await parts.stop('hub');
  await parts.restart('hub');
  for (const deadline = performance.now() + DRAIN.withinMs; (await parts.sidecarsDue()) > 0;) {
    if (performance.now() > deadline) throw new Error('sidecars are still outdated');
    await delay(DRAIN.everyMs);
  }
  await parts.stop('hub');
}

function compare(
  { answered, thrown }: Load,
  kept: readonly { id: string; sha256: string }[],
): Pick<ChaosResult, 'lost' | 'twice' | 'changed'> {
  const byId = new Map(kept.map(({ id, sha256 }) => [id, sha256]));
  return {
    lost: [...answered.keys()].filter((id) => !byId.has(id) && !thrown.has(id)),
    twice: kept.map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index),
    changed: [...answered].filter(([id, sha256]) => byId.has(id) && byId.get(id) !== sha256).map(([id]) => id),
  };
}
