/** Screenshots for inspection: SCREENSHOTS_DIR=folder stores them. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expectWithinWindow } from './page-audit.ts';

/** A desktop, a small laptop and a phone. */
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const folder = process.env['SCREENSHOTS_DIR'];

/** Stores a screenshot. */
export async function store(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  const { width, height } = page.viewportSize()!;
  await page.screenshot({ animations: 'disabled', path: join(folder, `${name}-${width}x${height}.png`) });
}

/** Checks that nothing lies outside the window, and stores a screenshot. */
export async function look(page: Page, name: string): Promise<void> {
  await expectWithinWindow(page);
  await store(page, name);
}

/** Looks at the page in each size. Does nothing when no screenshots are stored, because it resizes the window. */
export async function lookAtAllSizes(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await look(page, name);
  }
  await page.setViewportSize(SIZES[0]!);
}
