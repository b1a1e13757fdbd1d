/** Records states of a page that soon pass. A test that looks later, on a slow machine, would miss them. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { SOON } from './browser.ts';

/** Records from now on each different text of the elements that match. Spaces and line breaks count as one space. */
export async function recordTexts(page: Page, selector: string): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle((matching) => {
    const texts = new Set<string>();
    const note = (): void => {
      for (const element of document.querySelectorAll(matching)) texts.add(element.textContent.replaceAll(/\s+/g, ' ').trim());
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    note();
    return texts;
  }, selector);
  return () => seen.evaluate((texts) => [...texts]);
}

/** Waits until the notice has appeared on the page. It may be gone again. Each notice counts once. */
export async function expectNotice(page: Page, words: string): Promise<void> {
  const taken = (): Promise<boolean> =>
    page.evaluate((wanted) => {
      const { notices } = globalThis as unknown as { notices: string[] };
      const place = notices.indexOf(wanted);
      if (place >= 0) notices.splice(place, 1);
      return place >= 0;
    }, words);
  await expect.poll(taken, { ...SOON, message: `the notice "${words}"` }).toBe(true);
}
