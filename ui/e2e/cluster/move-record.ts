/** Records in a page what a person sees while the camera moves to another hub. */
import type { Page } from 'playwright-core';

export interface MoveRecord {
  /** When the page became live, or not live, ms after the call of `recordMove`. */
  readonly live: readonly (readonly [atMs: number, isLive: boolean])[];
  /** The longest time in which the page showed no new frame, ms. It notes the last frame several times a second. */
  readonly longestGapMs: number;
  /**
   * What jumped by more than a pixel in the header, in the status bar, or of the controls, as text and distance.
   * The lists of captures and of log entries grow meanwhile, and are left out.
   */
  readonly jumps: readonly string[];
}

interface LayoutShift extends PerformanceEntry {
  readonly sources: readonly { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

const PARTS = {
  fixed: 'header, footer, button, a, input',
  growing: '[data-testid=capture-strip], [data-testid=session-log]',
};

export async function recordMove(page: Page): Promise<() => Promise<MoveRecord>> {
  const handle = await page.evaluateHandle(({ fixed, growing }) => {
    const viewport = document.querySelector('[data-testid=viewport]');
    if (viewport === null) throw new Error('the page has no picture');
    const startMs = performance.now();
    const record = { live: [] as [number, boolean][], longestGapMs: 0, jumps: [] as string[] };
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
      for (const { node, previousRect, currentRect } of (list.getEntries() as LayoutShift[]).flatMap(({ sources }) => sources)) {
        const element = node instanceof Element ? node : node?.parentElement;
        const byPx = Math.max(Math.abs(currentRect.x - previousRect.x), Math.abs(currentRect.y - previousRect.y));
        if (!element?.closest(fixed) || element.closest(growing) || byPx <= 1) continue;
        record.jumps.push(`${element.textContent.trim()}: ${byPx.toFixed(0)} px`);
      }
    }).observe({ type: 'layout-shift' });
    return record;
  }, PARTS);
  return () => handle.evaluate((record) => record);
}
