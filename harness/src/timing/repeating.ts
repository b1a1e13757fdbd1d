import { setTimeout as delay } from 'node:timers/promises';

/** Repeats the work, with a pause after each time. @returns a function that ends it, and waits for work in progress */
export function repeating(work: () => Promise<void>, pauseMs: number): () => Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  const repeat = async (): Promise<void> => {
    while (!signal.aborted) {
      await work();
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const working = repeat();
  return () => {
    ending.abort();
    return working;
  };
}
