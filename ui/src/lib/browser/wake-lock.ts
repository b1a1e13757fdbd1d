/** The browser may end a lock, as when the battery is low. */
const CHECK_MS = 60_000;

export interface ScreenLocks {
  request(kind: 'screen'): Promise<{ readonly released: boolean; release(): Promise<void> }>;
}

/**
 * Keeps the screen on while the page is visible. Browsers offer no lock to pages without HTTPS; then nothing happens.
 * @returns a function that ends it
 */
export function keepScreenOn(
  locks: ScreenLocks | undefined = 'wakeLock' in navigator ? navigator.wakeLock : undefined,
  page: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'> = document,
): () => void {
  let lock: Awaited<ReturnType<ScreenLocks['request']>> | null = null;
  let asking = false;
  let over = false;
  const isOver = (): boolean => over;

  async function take(): Promise<void> {
    if (!locks || asking || over || page.visibilityState !== 'visible' || lock?.released === false) return;
    asking = true;
    try {
      const taken = await locks.request('screen');
      lock = taken;
      if (isOver()) await taken.release();
    } catch {
      // Refused at present; the next check asks again.
    } finally {
      asking = false;
    }
  }

  const check = (): void => void take();
  const timer = setInterval(check, CHECK_MS);
  page.addEventListener('visibilitychange', check);
  check();
  return () => {
    over = true;
    clearInterval(timer);
    page.removeEventListener('visibilitychange', check);
    lock?.release().catch(() => undefined);
  };
}
