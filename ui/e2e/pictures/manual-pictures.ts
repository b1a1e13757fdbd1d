/** The pictures of the tutorial: the people and captures of the film, one view in each. */
import type { SessionPage } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { CAMERA, type Account } from './product.ts';
import { untilLive } from './story.ts';

export interface Picture {
  /** Without its ending. */
  readonly name: string;
  readonly take: (page: Page) => Promise<void>;
}

const WITHIN_MS = 60_000;

export async function manualPictures(url: string, account: Account): Promise<Picture[]> {
  const { sessions } = await account.call<SessionPage>('GET', '/sessions');
  const session = sessions[0];
  if (session === undefined) throw new Error('there is no session to show');
  return [
    { name: 'tutorial-live', take: (page) => live(page, url) },
    { name: 'tutorial-share', take: (page) => share(page, url) },
    { name: 'tutorial-library', take: (page) => library(page, url) },
    { name: 'tutorial-capture', take: (page) => capture(page, url) },
    { name: 'tutorial-session', take: (page) => visit(page, `${url}/sessions/${session.id}`, session.title) },
  ];
}

async function live(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/live/${CAMERA}`);
  await untilLive(page);
  await page.getByTestId('section-camera').waitFor();
  await page.keyboard.press('f');
}

async function share(page: Page, url: string): Promise<void> {
  await live(page, url);
  await page.getByTestId('share').click();
  await page.getByRole('dialog').waitFor();
}

async function library(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/library`);
  await page.getByTestId('library-item').first().waitFor({ timeout: WITHIN_MS });
  await untilPicturesShown(page);
}

async function capture(page: Page, url: string): Promise<void> {
  await library(page, url);
  await page.getByTestId('library-item').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/library\/[\w-]+/, { timeout: WITHIN_MS });
  await untilPicturesShown(page);
}

async function visit(page: Page, address: string, title: string): Promise<void> {
  await page.goto(address);
  await page.getByText(title).first().waitFor({ timeout: WITHIN_MS });
  await untilPicturesShown(page);
}

async function untilPicturesShown(page: Page): Promise<void> {
  const shown = (): boolean =>
    document.images.length > 0 && [...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
  await page.waitForFunction(shown, undefined, { timeout: WITHIN_MS });
}
