import { HubError } from './hub-error.ts';

export interface Waiting {
  /** Ends the wait; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait, ms. */
  readonly timeoutMs?: number | undefined;
}

/** Longest delay of a timer, ms. Timers with a longer one fire at once. */
export const TIMER_MAX_MS = 2_147_483_647;

/** Rejects when the time is over or a signal aborts, whatever becomes of the promise. @param what names the wait in the error */
export function within<T>(
  promise: Promise<T>,
  timeoutMs: number,
  what: string,
  ...signals: readonly (AbortSignal | undefined)[]
): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => settle(() => reject(reasonOf(signals.find((signal) => signal?.aborted))));
    const timedOut = (): void => settle(() => reject(new HubError('hub_timeout', `${what}: no answer within ${timeoutMs / 1000} s`)));
    const timer = setTimeout(timedOut, Math.min(timeoutMs, TIMER_MAX_MS));
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', aborted);
      end();
    };
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(asError(error))),
    );
    if (signals.some((signal) => signal?.aborted)) aborted();
    else for (const signal of signals) signal?.addEventListener('abort', aborted, { once: true });
  });
}

/** Why a signal was aborted, as an error. */
export function reasonOf(signal: AbortSignal | undefined): Error {
  return asError(signal?.reason ?? 'aborted');
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

/** The reason of an AbortController without one is a DOMException, which is an Error too. */
function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
