/** Tasks of the main thread of a page that are long enough to be felt. */
import type { Page } from 'playwright-core';

interface LongTask {
  readonly startMs: number;
  readonly durationMs: number;
}

interface Cause {
  readonly what: string;
  readonly durationMs: number;
}

export interface Recorded {
  readonly tasks: LongTask[];
  readonly causes: (Cause & { readonly startMs: number })[];
}

/** A script of a long animation frame. */
interface FrameScript {
  readonly startTime: number;
  readonly duration: number;
  readonly invoker: string;
  readonly sourceURL: string;
  readonly sourceFunctionName: string;
}

interface BrowserEntry {
  readonly startTime: number;
  readonly duration: number;
  readonly scripts?: readonly FrameScript[];
}

/** Of the browser: Node's observer knows other kinds of entries. */
type BrowserObserver = new (callback: (list: { getEntries(): readonly BrowserEntry[] }) => void) => {
  observe(options: { readonly type: string; readonly buffered: boolean }): void;
};

/** Runs in the page before its own scripts. */
export function recordLongTasks(): void {
  const recorded: Recorded = { tasks: [], causes: [] };
  const page = globalThis as unknown as { recorded: Recorded; PerformanceObserver: BrowserObserver };
  page.recorded = recorded;
  new page.PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) recorded.tasks.push({ startMs: startTime, durationMs: duration });
  }).observe({ type: 'longtask', buffered: true });
  new page.PerformanceObserver((list) => {
    for (const { scripts = [] } of list.getEntries()) {
      for (const { startTime, duration, invoker, sourceURL, sourceFunctionName } of scripts) {
        const file = sourceURL.split('/').at(-1) ?? '';
        recorded.causes.push({ startMs: startTime, durationMs: duration, what: `${invoker} ${file} ${sourceFunctionName}`.trim() });
      }
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
}

export async function longTasksSince(page: Page, fromMs: number): Promise<Recorded> {
  const recorded = await page.evaluate(() => (globalThis as unknown as { recorded: Recorded }).recorded);
  const later = <T extends { startMs: number }>(entries: readonly T[]): T[] => entries.filter(({ startMs }) => startMs >= fromMs);
  return { tasks: later(recorded.tasks), causes: later(recorded.causes) };
}

export const longest = (tasks: readonly LongTask[]): number => Math.max(0, ...tasks.map(({ durationMs }) => durationMs));
