/** Waiting for a hub that limits how fast one account connects. */
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectError } from '../websocket/websocket-client.ts';

/** The hub admits about 16 viewers of one account per second after the first 125. */
const ADMITTED_WITHIN_MS = 120_000;
/** Attempts that are refused use up the account's rate as well, so the wait doubles. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 8000;

export interface Patience {
  readonly withinMs?: number;
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  readonly now?: () => number;
  /** Ends the wait for the next attempt. */
  readonly signal?: AbortSignal | undefined;
}

const unhurried = (ms: number, signal?: AbortSignal): Promise<unknown> => delay(ms, undefined, signal ? { signal } : {});

/**
 * Repeats an attempt while the hub answers `rate_limited`.
 * @throws the reason of any other refusal at once, and the last one when the time is over
 */
export async function untilAdmitted<T>(
  attempt: () => Promise<T>,
  { withinMs = ADMITTED_WITHIN_MS, wait = unhurried, now = () => performance.now(), signal }: Patience = {},
): Promise<T> {
  const deadlineMs = now() + withinMs;
  for (let waitMs = RETRY_MIN_MS; ; waitMs = Math.min(RETRY_MAX_MS, waitMs * 2)) {
    try {
      return await attempt();
    } catch (error) {
      const isBusy = error instanceof ConnectError && error.code === 'rate_limited';
      if (!isBusy || now() >= deadlineMs) throw error;
    }
    // Spread, so that the viewers of a crowd do not all return at the same time.
    await wait(waitMs * (0.5 + Math.random()), signal);
  }
}
