import type { Page } from 'playwright-core';
import { GERMAN } from '../../../src/languages/german/german.ts';

/** Texts whose translation differs, without those that are filled in. */
const ENGLISH = Object.entries(GERMAN).flatMap(([english, german]) => (english === german || english.includes('{0}') ? [] : [english]));

/** The English texts that a page in German shows, in text and in attributes. */
export async function englishTexts(page: Page): Promise<string[]> {
  const found = await page.evaluate((english) => {
    const known = new Set(english);
    const shown: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      if (texts.currentNode.parentElement?.closest('script, style') === null) shown.push(texts.currentNode.textContent ?? '');
    for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]')) {
      for (const name of ['title', 'aria-label', 'placeholder']) shown.push(element.getAttribute(name) ?? '');
    }
    return [...new Set(shown.map((text) => text.replace(/\s+/g, ' ').trim()))].filter((text) => known.has(text));
  }, ENGLISH);
  return found.map((text) => `in English: ${text}`);
}
