/** Measurable layout rules: no overflow, reachable controls, visible keyboard focus. */
import type { ElementHandle, Page } from 'playwright-core';
import { expect } from 'vitest';

const AGAIN_MS = 250;
const IN_ORDER = { overflows: false, outside: [], unreachable: [], hasControls: true };

/**
 * The document does not scroll sideways, and every control can be reached: it lies in the window, or scrolls into it, and
 * nothing covers it. Polls, because data may still arrive.
 */
export async function expectWithinWindow(page: Page, timeoutMs = 60_000): Promise<void> {
  await expect.poll(() => outsideWindow(page), { timeout: timeoutMs, interval: AGAIN_MS }).toEqual(IN_ORDER);
}

function outsideWindow(page: Page): Promise<{ overflows: boolean; outside: string[]; unreachable: string[]; hasControls: boolean }> {
  return page.evaluate(async () => {
    // Resize observers update the layout one frame later.
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const nameOf = (element: Element): string => element.outerHTML.slice(0, 160);
    const isWithin = (element: Element): boolean => {
      const { left, right } = element.getBoundingClientRect();
      return left >= -1 && right <= innerWidth + 1;
    };
    function parentsOf(element: Element): Element[] {
      const parents: Element[] = [];
      for (let at = element.parentElement; at; at = at.parentElement) parents.push(at);
      return parents;
    }
    function isReachable(element: Element): boolean {
      const parents = parentsOf(element).map((parent) => ({ parent, left: parent.scrollLeft, top: parent.scrollTop }));
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      // A link in a text may have several lines, and its middle then be beside it.
      const { left, top, width, height } = element.getClientRects()[0] ?? element.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      const isClipped = parents.some(({ parent, ...before }) => {
        const { overflowX, overflowY } = getComputedStyle(parent);
        const isHidden = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';
        return (isHidden(overflowX) && parent.scrollLeft !== before.left) || (isHidden(overflowY) && parent.scrollTop !== before.top);
      });
      for (const { parent, ...before } of parents) parent.scrollTo({ ...before, behavior: 'instant' });
      if (isClipped || hit === null) return false;
      // What floats over the page goes away by itself or can be closed.
      return element.contains(hit) || hit.closest('label')?.contains(element) === true || hit.closest(floats) !== null;
    }
    const floats = '#overlays, [data-sonner-toaster], .floating, .camera-panel';
    const apart = '[data-testid=capture-strip], .skip, .visually-hidden';
    const modal = document.querySelector('.dialog-overlay, .palette-overlay') && document.querySelector('#overlays');
    const controls = [...(modal ?? document).querySelectorAll('button, a[href], input, select, textarea')].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        element.closest(apart) === null &&
        getComputedStyle(element).pointerEvents !== 'none',
    );
    return {
      overflows: document.documentElement.scrollWidth > innerWidth,
      outside: controls.filter((element) => !isWithin(element)).map(nameOf),
      unreachable: controls.filter((element) => !isReachable(element)).map(nameOf),
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
