/**
 * Kills hub, camera service and PostgreSQL at random times while captures are taken, edited and trashed.
 *
 * CHAOS_KILLS=100 CHAOS_CAPTURES=2000 CHAOS_SEED=7 runs a longer sequence with another seed.
 */
import { runChaos } from '@eyepiece/harness/eyepiece/chaos/chaos';
import { expect, it } from 'vitest';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? 6);
const CAPTURES = Number(process.env['CHAOS_CAPTURES'] ?? 60);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
const IS_LONG_RUN = KILLS > 10;

it('keeps every acknowledged capture once and unchanged, and fsck finds no fault', { timeout: 240_000 + KILLS * 30_000 }, async () => {
  const onProgress = (line: string): void => {
    if (IS_LONG_RUN) process.stdout.write(`${line}\n`);
  };
  const result = await runChaos({ kills: KILLS, captures: CAPTURES, seed: SEED, onProgress });
  if (IS_LONG_RUN) process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result).toMatchObject({ lost: [], twice: [], changed: [] });
  expect(result.fsck.output).toMatch(/: clean\n$/);
  expect(result.fsck.status).toBe(0);
  expect(result.answered).toBeGreaterThanOrEqual(CAPTURES);
  expect(Object.values(result.kills).reduce((sum, count) => sum + count, 0)).toBe(KILLS);
});
