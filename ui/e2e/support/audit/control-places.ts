/** Where the controls of a page are, to find those that move. */
import type { JSHandle, Page } from 'playwright-core';

interface Place {
  readonly element: Element;
  readonly left: number;
  readonly top: number;
}

/** The visible controls. Lists that grow by themselves, and what floats over the page, are left out. */
export function controlPlaces(page: Page): Promise<JSHandle<Place[]>> {
  return page.evaluateHandle(() => {
    const selector = 'button, a[href], input, select, textarea, [role=slider], [role=separator], [tabindex="0"]';
    const apart = '[data-testid=session-log], [data-testid=capture-strip], [data-sonner-toaster], .popover, [role=dialog]';
    return [...document.querySelectorAll(selector)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.closest(apart) === null)
      .map((element) => {
        const { left, top } = element.getBoundingClientRect();
        return { element, left, top };
      });
  });
}

/** The controls that are still there and have moved by more than 1 px, one per line. */
export async function movedControls(page: Page, before: JSHandle<Place[]>): Promise<string[]> {
  return page.evaluate(async (places) => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    return places.flatMap(({ element, left, top }) => {
      if (!element.isConnected || !element.checkVisibility({ visibilityProperty: true })) return [];
      const now = element.getBoundingClientRect();
      const [dx, dy] = [now.left - left, now.top - top];
      if (Math.abs(dx) <= 1 && Math.abs(dy) <= 1) return [];
      const name = element.getAttribute('data-testid') ?? element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 30);
      return [`${element.tagName.toLowerCase()} "${name}" by ${dx.toFixed(1)}, ${dy.toFixed(1)} px`];
    });
  }, before);
}
