/** Kills processes at random times while captures are taken, edited and trashed. `npm run chaos` does the same for longer. */
import { runChaos } from '@eyepiece/harness/eyepiece/chaos/chaos';
import { breachesOf } from '@eyepiece/harness/eyepiece/chaos/report';
import { expect, it } from 'vitest';
import { SKIP_S3 } from '../library/store/stores.ts';

const SEED = 1;
const ONE_HUB = { hubs: 1, kills: 5, captures: 50 };
const TWO_HUBS = { hubs: 2, kills: 5, captures: 50 };

async function expectNothingLost(options: typeof ONE_HUB): Promise<void> {
  const result = await runChaos({ ...options, seed: SEED });
  expect(breachesOf(result)).toEqual([]);
  expect(result.fsck.output).toMatch(/: clean\n$/);
  expect(result.answered).toBeGreaterThanOrEqual(options.captures);
  expect(Object.values(result.kills).reduce((sum, count) => sum + count, 0)).toBe(options.kills);
}

it('one hub keeps everything that was acknowledged once and unchanged', { timeout: 600_000 }, () => expectNothingLost(ONE_HUB));

it.skipIf(SKIP_S3)('two hubs with Redis and S3 do so too', { timeout: 600_000 }, () => expectNothingLost(TWO_HUBS));
