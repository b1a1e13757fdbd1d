/** The result of a chaos run in words. */
import type { ChaosResult } from './result.ts';

const NAMED = 10;

/** What must not happen, one line each. */
export function breachesOf(result: ChaosResult): string[] {
  const { lost, twice, changed, unedited, returned, incomplete, refused, fsck } = result;
  const kinds = {
    'acknowledged captures are lost': lost,
    'captures or orders are there twice': twice,
    'captures have another digest': changed,
    'captures lack an acknowledged edit': unedited,
    'captures came back from the trash': returned,
    'jobs lack pictures': incomplete,
    'captures were refused for good': refused,
  };
  const breaches = Object.entries(kinds)
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => `${String(ids.length)} ${what}: ${ids.slice(0, NAMED).join('\n    ')}`);
  return fsck.status === 0 ? breaches : [...breaches, `fsck ends with ${String(fsck.status)}:\n${fsck.output.trim()}`];
}

export function chaosText(result: ChaosResult): string {
  const { hubs, seed, kills, freezes, answered, orders, edits, purges, kept, seconds, fsck, evidence } = result;
  const breaches = breachesOf(result);
  return [
    `${String(hubs)} ${hubs === 1 ? 'hub' : 'hubs'}, seed ${String(seed)}, ${String(seconds)} s`,
    `Kills: ${String(sum(kills))} (${counts(kills)})`,
    `Freezes: ${String(sum(freezes))} (${counts(freezes)})`,
    `Acknowledged: ${String(answered)} captures (orders: ${counts(orders)}), ${String(edits)} edits; ${String(purges)} times the trash was emptied`,
    `Library: ${String(kept)} captures; fsck: ${fsck.output.trim().split('\n').at(-1) ?? ''}`,
    breaches.length === 0 ? 'Nothing was lost, doubled or changed.' : `Breaches:\n${breaches.map((line) => `  ${line}`).join('\n')}`,
    ...(evidence === undefined ? [] : [`The logs and a backup of the library are in ${evidence}`]),
  ].join('\n');
}

function sum(counted: Readonly<Record<string, number>>): number {
  return Object.values(counted).reduce((total, count) => total + count, 0);
}

function counts(counted: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counted).map(([name, count]) => `${name} ${String(count)}`);
  return entries.length === 0 ? 'none' : entries.join(', ');
}
