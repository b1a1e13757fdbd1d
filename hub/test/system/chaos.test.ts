/**
 * SIGKILL of hub, camera service and PostgreSQL at random moments, while captures are taken, edited and thrown away.
 *
 * CHAOS_KILLS=100 CHAOS_CAPTURES=2000 CHAOS_SEED=7 runs it longer and otherwise than the suite does.
 */
import { runChaos } from '@eyepiece/harness/chaos/chaos';
import { expect, it } from 'vitest';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? 6);
const CAPTURES = Number(process.env['CHAOS_CAPTURES'] ?? 60);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
const AT_LENGTH = KILLS > 10;

it('what was acknowledged is in the library once and whole, and fsck finds nothing', { timeout: 240_000 + KILLS * 30_000 }, async () => {
  const onProgress = (line: string): void => {
    if (AT_LENGTH) process.stdout.write(`${line}\n`);
  };
  const result = await runChaos({ kills: KILLS, captures: CAPTURES, seed: SEED, onProgress });
  if (AT_LENGTH) process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result).toMatchObject({ lost: [], twice: [], changed: [] });
  expect(result.fsck.output).toMatch(/: clean\n$/);
  expect(result.fsck.status).toBe(0);
  expect(result.answered).toBeGreaterThanOrEqual(CAPTURES);
  expect(Object.values(result.kills).reduce((sum, count) => sum + count, 0)).toBe(KILLS);
});
