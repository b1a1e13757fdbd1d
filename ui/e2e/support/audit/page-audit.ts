/** Measurable layout rules: no overflow, visible keyboard focus. */
import type { ElementHandle, Page } from 'playwright-core';
import { expect } from 'vitest';

/** The document does not scroll sideways, and no control lies outside the window. Polls, because data may still arrive. */
export async function expectWithinWindow(page: Page): Promise<void> {
  await expect.poll(() => outsideWindow(page), { timeout: 60_000 }).toEqual({ overflows: false, outside: [], hasControls: true });
}

function outsideWindow(page: Page): Promise<{ overflows: boolean; outside: string[]; hasControls: boolean }> {
  return page.evaluate(async () => {
    // Resize observers update the layout one frame later.
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const reachable = (element: Element): boolean => {
      const { left, right } = element.getBoundingClientRect();
      return left >= -1 && right <= innerWidth + 1;
    };
    const controls = [...document.querySelectorAll('button, a[href], input, select, textarea')].filter(
      (element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('[data-testid=capture-strip]') === null,
    );
    return {
      overflows: document.documentElement.scrollWidth > innerWidth,
      outside: controls.filter((element) => !reachable(element)).map((element) => element.outerHTML.slice(0, 160)),
      hasControls: controls.length > 0,
    };
  });
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
