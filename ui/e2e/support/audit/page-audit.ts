/** Measurable layout rules: no overflow, reachable controls, visible keyboard focus. */
import type { ElementHandle, Page } from 'playwright-core';
import { expect } from 'vitest';
import { reachOf } from './reach.ts';

const AGAIN_MS = 250;
const IN_ORDER = { overflows: false, outside: [], unreachable: [], squeezed: [], hasControls: true };

/**
 * The document does not scroll sideways, every text has room, and every control can be reached: it lies in the window, or scrolls into
 * it, and nothing covers it. Polls, because data may still arrive.
 */
export async function expectWithinWindow(page: Page, timeoutMs = 60_000): Promise<void> {
  await expect.poll(() => reachOf(page), { timeout: timeoutMs, interval: AGAIN_MS }).toEqual(IN_ORDER);
}

/** Controls that are out of reach and texts without room, one per line. */
export async function layoutFaults(page: Page, timeoutMs: number): Promise<string[]> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const { overflows, outside, unreachable, squeezed } = await reachOf(page);
    const faults = [
      ...(overflows ? ['the page scrolls sideways'] : []),
      ...outside.map((html) => `outside the window: ${html}`),
      ...unreachable.map((html) => `out of reach: ${html}`),
      ...squeezed.map((html) => `no room for its text: ${html}`),
    ];
    if (faults.length === 0 || Date.now() > until) return faults;
    await page.waitForTimeout(AGAIN_MS);
  }
}

/** Steps through the page with Tab: every focused element has an outline or changes its appearance. */
export async function expectFocusVisible(page: Page, stops: number): Promise<void> {
  const seen = new Set<string>();
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = (await page.evaluateHandle(() => document.activeElement)).asElement() as ElementHandle<HTMLElement> | null;
    if (focused === null || (await focused.evaluate((element) => element === document.body))) continue;
    const html = await focused.evaluate((element) => element.outerHTML.slice(0, 160));
    // Data that arrives meanwhile can move the element out of a screenshot: then once more.
    const isVisible = async (): Promise<boolean> => (await hasOutline(focused)) || changesWithFocus(page, focused);
    await expect.poll(isVisible, { timeout: 60_000, message: `focused with a visible change: ${html}` }).toBe(true);
    seen.add(html);
  }
  expect(seen.size, 'elements that Tab reaches').toBeGreaterThan(stops / 2);
}

function hasOutline(element: ElementHandle<HTMLElement>): Promise<boolean> {
  return element.evaluate((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
}

/** Whether a screenshot around the element differs without the focus style. The element keeps its focus. */
async function changesWithFocus(page: Page, element: ElementHandle<HTMLElement>): Promise<boolean> {
  const { left, top, width, height } = await element.evaluate((one) => one.getBoundingClientRect().toJSON() as DOMRect);
  const clip = { x: left - 4, y: top - 4, width: width + 8, height: height + 8 };
  const focused = await page.screenshot({ clip, animations: 'disabled' });
  await element.evaluate((one) => one.blur());
  const blurred = await page.screenshot({ clip, animations: 'disabled' });
  await element.evaluate((one) => one.focus());
  return !focused.equals(blurred);
}
