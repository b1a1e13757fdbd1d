/** Takes the port over from the page that the launcher shows while the hub does not run. */
import { setTimeout as sleep } from 'node:timers/promises';

const WITHIN_MS = 5000;
const RETRY_MS = 50;

/**
 * @param announce makes the launcher give the port up, soon; undefined for a hub without a launcher, which then finds
 * a used port at once
 */
export async function listenAfterHandOver<T>(
  listen: () => Promise<T>,
  announce: (() => void) | undefined,
  withinMs = WITHIN_MS,
): Promise<T> {
  announce?.();
  const deadline = performance.now() + (announce ? withinMs : 0);
  for (;;) {
    try {
      return await listen();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() >= deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}
