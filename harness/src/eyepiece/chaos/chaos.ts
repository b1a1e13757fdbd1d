/**
 * Kills processes at random times while captures are taken. Then compares the library with everything that was
 * acknowledged.
 *
 * It is no scenario: its load takes and edits captures instead of watching, a kill waits for a number of acknowledged
 * captures instead of a time, and its result is a comparison of the library with the answers.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { SeededRandom } from '../../figures/random.ts';
import { allCaptures } from '../../system/library/library-list.ts';
import { ClusterSystem } from './cluster-system.ts';
import { Evidence } from './evidence.ts';
import { Killing } from './killing.ts';
import { Load } from './load/load.ts';
import { OneHub } from './one-hub.ts';
import type { ChaosSystem } from './system.ts';
import { breachesOf } from './report.ts';
import type { ChaosResult } from './result.ts';
import { verdictOf } from './verdict.ts';

/** How long a step may take in which the load or the hubs make no progress. */
const STUCK_MS = 300_000;
const LOOK_MS = 250;

export interface ChaosOptions {
  readonly kills: number;
  readonly captures: number;
  readonly seed: number;
  /** More than one: with Redis and S3. */
  readonly hubs?: number;
  readonly onProgress?: ((line: string) => void) | undefined;
}

export async function runChaos({ kills, captures, seed, hubs = 1, onProgress }: ChaosOptions): Promise<ChaosResult> {
  const began = performance.now();
  const now = (): number => performance.now() - began;
  const say = (line: string): void => onProgress?.(`${(now() / 1000).toFixed(1)} s: ${line}`);
  const evidence = await Evidence.open();
  let isKept = false;
  let system: ChaosSystem | undefined;
  try {
    system = hubs === 1 ? await OneHub.start(evidence) : await ClusterSystem.start(hubs, evidence);
    const load = new Load(system, new SeededRandom(seed + 1), now);
    const disturbed = await new Killing({ system, load, random: new SeededRandom(seed), stuckMs: STUCK_MS, say }).run(kills, captures);
    say('the load has ended');
    await load.endJobs(AbortSignal.timeout(STUCK_MS));
    await drained(system);
    const library = await allCaptures((path) => load.get(path));
    await system.calm();
    await finished(system);
    const result: ChaosResult = {
      hubs,
      seed,
      ...disturbed,
      answered: load.acknowledged.count,
      orders: load.orders,
      edits: load.acknowledged.edits.acknowledged,
      purges: load.purges,
      kept: library.length,
      ...verdictOf(load.acknowledged, library),
      refused: await system.refused(),
      fsck: await system.fsck(),
      seconds: Math.round(now() / 1000),
    };
    isKept = breachesOf(result).length > 0;
    if (!isKept) return result;
    await system.backUp(evidence.library).catch((error: unknown) => say(`the library could not be kept: ${String(error)}`));
    return { ...result, evidence: evidence.folder };
  } catch (error) {
    isKept = true;
    say(`the logs are in ${evidence.folder}`);
    throw error;
  } finally {
    await system?.close();
    await evidence.close(isKept);
  }
}

/** Resolves when all waiting captures have reached the hubs. @throws if they make no progress */
async function drained(system: ChaosSystem): Promise<void> {
  let least = Infinity;
  let deadline = 0;
  for (;;) {
    const { length } = await system.spooled();
    if (length === 0 && system.up.length === system.parts.length) return;
    if (length < least) {
      least = length;
      deadline = performance.now() + STUCK_MS;
    }
    if (performance.now() > deadline) throw new Error(`${String(length)} captures wait without progress; running: ${system.up.join(', ')}`);
    await delay(LOOK_MS);
  }
}

/** Waits until the hubs have completed all interrupted work. @throws if they have not within STUCK_MS */
async function finished(system: ChaosSystem): Promise<void> {
  const deadline = performance.now() + STUCK_MS;
  for (let left = await system.unfinished(); left !== ''; left = await system.unfinished()) {
    if (performance.now() > deadline) throw new Error(`the hubs did not complete: ${left}`);
    await delay(LOOK_MS);
  }
}
