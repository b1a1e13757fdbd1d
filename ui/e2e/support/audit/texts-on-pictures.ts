/** Finds the text that lies on pictures. */
import type { Page } from 'playwright-core';

export interface TextOnPicture {
  readonly html: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** 0 to 255, with the opacity of the element and those around it as the last value, 0 to 1. */
  readonly color: readonly [red: number, green: number, blue: number, alpha: number];
  /** Large text of WCAG. */
  readonly large: boolean;
}

/** Disabled controls are left out, as WCAG does. */
export function textsOnPictures(page: Page): Promise<TextOnPicture[]> {
  return page.evaluate(() => {
    const LEAST_PICTURE_PX = 40;
    const painter = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    function colorOf(element: Element): [number, number, number, number] {
      const style = getComputedStyle(element);
      painter.clearRect(0, 0, 1, 1);
      painter.fillStyle = element instanceof SVGElement ? style.fill : style.color;
      painter.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = painter.getImageData(0, 0, 1, 1).data;
      let opacity = alpha / 255;
      for (let at: Element | null = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
      return [red, green, blue, opacity];
    }
    function isForScreenReaders(element: Element): boolean {
      for (let at: Element | null = element; at; at = at.parentElement)
        if (getComputedStyle(at).clipPath.startsWith('inset(50%')) return true;
      return false;
    }
    /** Without what an ellipsis or the edge of a scrolled area cuts off. */
    function shownPart({ left, top, right, bottom }: DOMRect, element: Element): DOMRect {
      for (let at: Element | null = element; at; at = at.parentElement) {
        if (getComputedStyle(at).overflow === 'visible' || at.getClientRects().length === 0) continue;
        const box = at.getBoundingClientRect();
        [left, top, right, bottom] = [
          Math.max(left, box.left),
          Math.max(top, box.top),
          Math.min(right, box.right),
          Math.min(bottom, box.bottom),
        ];
      }
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    }
    function isLarge(element: Element): boolean {
      const { fontSize, fontWeight } = getComputedStyle(element);
      return parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700);
    }
    const pictures = [...document.querySelectorAll('canvas, img, video')]
      .map((picture) => picture.getBoundingClientRect())
      .filter(({ width, height }) => width >= LEAST_PICTURE_PX && height >= LEAST_PICTURE_PX);
    const isOnPicture = ({ left, right, top, bottom }: DOMRect): boolean =>
      pictures.some((box) => right > box.left && left < box.right && bottom > box.top && top < box.bottom);
    const found: TextOnPicture[] = [];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const element = nodes.currentNode.parentElement;
      if (!element || nodes.currentNode.textContent!.trim() === '') continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      // A toast has a ground of its own, where axe measures contrast, and may end before the screenshot.
      if (element.closest('[data-sonner-toast]')) continue;
      if (element.closest(':disabled, [aria-disabled=true], script, style, option') || isForScreenReaders(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(nodes.currentNode);
      for (const line of range.getClientRects()) {
        const box = shownPart(line, element);
        if (!isOnPicture(box)) continue;
        const { left, top, right, bottom } = box;
        found.push({ html: element.outerHTML.slice(0, 160), left, top, right, bottom, color: colorOf(element), large: isLarge(element) });
      }
    }
    return found;
  });
}
