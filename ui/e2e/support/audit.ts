/** Accessibility of a page: the rules of axe, of every level, and the contrast of text over pictures, which axe cannot judge. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 1.4.3 for text of normal size. */
const LEAST_CONTRAST = 4.5;

/** Every violation, one per line. Uses `evaluate`, because the page's policy forbids added scripts. */
export async function violations(page: Page): Promise<string[]> {
  await endTransitions(page);
  await page.evaluate(axeSource);
  const { violations: found } = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: { run: (on: Document, options: RunOptions) => Promise<AxeResults> } };
    // Targets of 24 px (WCAG 2.2) are off by default.
    return axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } });
  });
  const lines = found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
  return [...lines, ...(await faintOverPictures(page))];
}

/** In the middle of a transition, the colours of a control have another contrast. Later transitions take no time. */
async function endTransitions(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
  });
}

/** Text over a picture whose contrast is too low on a white or on a black picture. A dark outline counts as its background. */
function faintOverPictures(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    type Color = [red: number, green: number, blue: number, alpha: number];
    const painter = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    function colorOf(css: string): Color {
      painter.clearRect(0, 0, 1, 1);
      painter.fillStyle = css;
      painter.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = painter.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha / 255];
    }
    const over = ([r, g, b, a]: Color, [br, bg, bb]: Color): Color => [r * a + br * (1 - a), g * a + bg * (1 - a), b * a + bb * (1 - a), 1];
    function luminance([red, green, blue]: Color): number {
      const [r, g, b] = [red, green, blue].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    }
    function contrast(one: Color, other: Color): number {
      const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
      return (light! + 0.05) / (dark! + 0.05);
    }
    const faint: string[] = [];
    for (const pane of document.querySelectorAll('.picture-pane')) {
      for (const element of pane.querySelectorAll('*')) {
        const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '');
        if (
          !own ||
          !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
          element.closest('.visually-hidden, [disabled]')
        )
          continue;
        const { color, textShadow } = getComputedStyle(element);
        const layers: Color[] = textShadow === 'none' ? [] : [colorOf(/rgba?\([^)]*\)/.exec(textShadow)?.[0] ?? 'transparent')];
        for (let at: Element | null = element; at && at !== pane; at = at.parentElement)
          layers.push(colorOf(getComputedStyle(at).backgroundColor));
        for (const picture of [
          [255, 255, 255, 1],
          [0, 0, 0, 1],
        ] as Color[]) {
          const ground = layers.toReversed().reduce((below, layer) => over(layer, below), picture);
          const ratio = contrast(over(colorOf(color), ground), ground);
          if (ratio < least)
            faint.push(
              `contrast ${ratio.toFixed(2)} on a ${picture[0] === 0 ? 'black' : 'white'} picture: ${element.outerHTML.slice(0, 160)}`,
            );
        }
      }
    }
    return [...new Set(faint)];
  }, LEAST_CONTRAST);
}
