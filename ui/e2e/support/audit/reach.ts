/** Finds controls that a pointer cannot reach, texts without room, and a page that scrolls sideways. */
import type { Page } from 'playwright-core';

export interface Reach {
  readonly overflows: boolean;
  readonly outside: string[];
  readonly unreachable: string[];
  /** Texts of which an ellipsis leaves nothing to read. */
  readonly squeezed: string[];
  readonly hasControls: boolean;
}

/**
 * A control can be reached if it lies in the window, or scrolls into it, and nothing covers it. Below a dialog nothing is
 * expected to be in reach.
 */
export function reachOf(page: Page): Promise<Reach> {
  return page.evaluate(async () => {
    // Resize observers update the layout one frame later.
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const START_PX = 6;
    const STRIP_PX = 60;
    const READABLE_PX = 20;
    /** What floats over the page goes away by itself or can be closed. */
    const FLOATS = '#overlays, [data-sonner-toaster], .floating, .camera-panel, [data-testid=control-request], [data-testid=control-idle]';
    const APART = '[data-testid=capture-strip], .skip, .visually-hidden';
    const nameOf = (element: Element): string => element.outerHTML.slice(0, 160);

    /** The middle or the start of one of its lines: an ellipsis may cut off the rest of a link. */
    function isHit(element: Element): boolean {
      return [...element.getClientRects()].some(({ left, top, width, height }) =>
        [width / 2, Math.min(width / 2, START_PX)].some((x) => {
          const hit = document.elementFromPoint(left + x, top + height / 2);
          if (hit === null) return false;
          const float = hit.closest(FLOATS);
          return element.contains(hit) || hit.closest('label')?.contains(element) === true || (float !== null && !float.contains(element));
        }),
      );
    }
    function scrollersOf(element: Element): Element[] {
      const found: Element[] = [];
      for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        const scrolls = [overflowX, overflowY].some((overflow) => overflow === 'auto' || overflow === 'scroll');
        if (scrolls || (at === document.scrollingElement && overflowY !== 'hidden')) found.push(at);
      }
      return found;
    }
    /** Scrolls only what a user can scroll, and puts it back. */
    function isReachable(element: Element): boolean {
      if (isHit(element)) return true;
      const scrollers = scrollersOf(element).map((scroller) => ({ scroller, left: scroller.scrollLeft, top: scroller.scrollTop }));
      for (const { scroller } of scrollers) {
        const [line] = element.getClientRects();
        if (!line) return false;
        const box = scroller === document.scrollingElement ? new DOMRect(0, 0, innerWidth, innerHeight) : scroller.getBoundingClientRect();
        const [left, top] = [line.left + line.width / 2 - box.left - box.width / 2, line.top + line.height / 2 - box.top - box.height / 2];
        scroller.scrollBy({ left, top, behavior: 'instant' });
      }
      const reached = isHit(element);
      for (const { scroller, ...before } of scrollers) scroller.scrollTo({ ...before, behavior: 'instant' });
      return reached;
    }
    /** Only a strip of controls may scroll sideways. */
    function isWithin(element: Element): boolean {
      const { left, right } = element.getBoundingClientRect();
      return (left >= -1 && right <= innerWidth + 1) || scrollersOf(element).some(({ clientHeight }) => clientHeight <= STRIP_PX);
    }
    /** What is clipped away is for screen readers. An icon beside a text keeps its meaning, with the text as its title. */
    function isSqueezed(element: Element): boolean {
      return (
        element.clientWidth < READABLE_PX &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.textContent.trim().length > 2 &&
        getComputedStyle(element).textOverflow === 'ellipsis' &&
        getComputedStyle(element).clipPath === 'none' &&
        element.querySelector(':scope > svg') === null &&
        element.checkVisibility({ visibilityProperty: true })
      );
    }
    const modal = document.querySelector('.dialog-overlay, .palette-overlay') && document.querySelector('#overlays');
    const controls = [...(modal ?? document).querySelectorAll('button, a[href], input, select, textarea, [role=menuitem]')].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        element.closest(APART) === null &&
        getComputedStyle(element).pointerEvents !== 'none',
    );
    return {
      overflows: document.documentElement.scrollWidth > innerWidth,
      outside: controls.filter((element) => !isWithin(element)).map(nameOf),
      unreachable: controls.filter((element) => !isReachable(element)).map(nameOf),
      squeezed: [...(modal ?? document.body).querySelectorAll('*')].filter(isSqueezed).map(nameOf),
      hasControls: controls.length > 0,
    };
  });
}
