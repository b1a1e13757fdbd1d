/** Records in a page what a person sees while the camera moves to another hub. */
import type { Page } from 'playwright-core';

export interface MoveRecord {
  /** When the page became live, or not live, ms after the call of `recordMove`. */
  readonly live: readonly (readonly [atMs: number, isLive: boolean])[];
  /** The longest time in which the page showed no new frame, ms. It notes the last frame several times a second. */
  readonly longestGapMs: number;
  /** Sum of the layout shifts that the browser counts; 0 if nothing jumped. */
  readonly shift: number;
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
}

export async function recordMove(page: Page): Promise<() => Promise<MoveRecord>> {
  const handle = await page.evaluateHandle(() => {
    const viewport = document.querySelector('[data-testid=viewport]');
    if (viewport === null) throw new Error('the page has no picture');
    const startMs = performance.now();
    const record = { live: [] as [number, boolean][], longestGapMs: 0, shift: 0 };
    let last = { seq: viewport.getAttribute('data-seq'), atMs: startMs };
    const note = (): void => {
      const [seq, atMs] = [viewport.getAttribute('data-seq'), performance.now()];
      if (seq !== last.seq) {
        record.longestGapMs = Math.max(record.longestGapMs, atMs - last.atMs);
        last = { seq, atMs };
      }
      const isLive = viewport.getAttribute('data-live') === 'true';
      if (record.live.at(-1)?.[1] !== isLive) record.live.push([performance.now() - startMs, isLive]);
    };
    new MutationObserver(note).observe(viewport, { attributes: true });
    note();
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) record.shift += entry.value;
    }).observe({ type: 'layout-shift' });
    return record;
  });
  return () => handle.evaluate((record) => record);
}
