/** A state of the page: how it comes and goes, and by which mark it is known. The marks do not depend on the language. */
import type { Page } from 'playwright-core';

export interface State {
  readonly name: string;
  /** The address to open; absent: the state is a change of the one before. */
  readonly path?: string;
  readonly open?: (page: Page) => Promise<unknown>;
  /** On the page when the state is there. */
  readonly there: string;
  /** Undoes `open`. */
  readonly close?: (page: Page) => Promise<unknown>;
  /** Opens over a page that was checked before. */
  readonly over?: true;
  /** Not on a phone, or there only. */
  readonly only?: 'desk' | 'phone';
  /** A window of the other device would change it. */
  readonly fixed?: true;
  /** Has text on pictures. */
  readonly pictures?: true;
}

const OVERLAY = '.popover, .dialog-content, .palette';

export const click = (selector: string) => (page: Page) => page.locator(selector).first().click();

export const fill = (selector: string, text: string) => (page: Page) => page.locator(selector).first().fill(text);

export const press =
  (...keys: readonly string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

export const inTurn =
  (...steps: readonly ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page): Promise<void> => {
    for (const step of steps) await step(page);
  };

/** Closes what is open over the page. */
export async function closeOverlay(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.waitForFunction((overlay) => document.querySelector(overlay) === null, OVERLAY);
}

/** Waits until the state is there. */
export async function enter(page: Page, url: string, { path, open, there }: State): Promise<void> {
  if (path !== undefined) await page.goto(url + path);
  await open?.(page);
  await page.locator(there).first().waitFor();
  await page.waitForFunction(() => [...document.images].every(({ complete, loading }) => complete || loading === 'lazy'));
}
