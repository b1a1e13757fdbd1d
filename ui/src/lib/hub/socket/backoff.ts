export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_MAX_MS = 10_000;

/**
 * Delay before try number `attempt` (from 0): doubling from 0.5 s to 10 s, of which the upper half is random so that
 * a crowd of viewers does not come back in one instant.
 * @param random 0 to 1
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt);
  return Math.max(BACKOFF_FIRST_MS, full / 2 + (full / 2) * random);
}
