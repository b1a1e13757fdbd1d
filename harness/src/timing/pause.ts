/** Longer timers of Node fire at once. */
export const TIMER_MAX_MS = 2 ** 31 - 1;

/** Resolves after the time, or when the signal aborts. */
export function pause(ms: number, stopped: AbortSignal): Promise<void> {
  if (ms <= 0 || stopped.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, TIMER_MAX_MS));
    stopped.addEventListener('abort', done);
  });
}
