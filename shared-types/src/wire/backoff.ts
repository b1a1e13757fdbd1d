export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_MAX_MS = 10_000;

/**
 * Delay before attempt number `attempt` (from 0). It doubles from 0.5 s to 10 s. Its upper half is random, so that many
 * clients do not reconnect in the same instant.
 * @param random 0 to 1
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt);
  return Math.max(BACKOFF_FIRST_MS, full / 2 + (full / 2) * random);
}
