/** Page object of the live view. */
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { SOON, type Browsers } from './browser.ts';
import type { Person } from './system.ts';

export class LivePage {
  readonly #page: Page;
  readonly viewport: Locator;
  readonly banner: Locator;
  readonly capture: Locator;
  readonly strip: Locator;
  readonly exposure: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.viewport = page.getByTestId('viewport');
    this.banner = page.getByTestId('fault-banner');
    this.capture = page.getByTestId('capture');
    this.strip = page.getByTestId('capture-strip').getByTestId('capture-item');
    this.exposure = page.getByTestId('control-exposure');
  }

  async signIn(url: string, { email, password }: Person): Promise<void> {
    await this.#page.goto(url);
    await this.#page.getByTestId('email').fill(email);
    await this.#page.getByTestId('password').fill(password);
    await this.#page.getByTestId('sign-in').click();
  }

  /** Waits until the page shows whether it is live. */
  async untilLive(live: boolean, timeoutMs: number = SOON.timeout): Promise<void> {
    await this.#page.locator(`[data-testid=viewport][data-live=${String(live)}]`).waitFor({ timeout: timeoutMs });
  }

  async seq(): Promise<number> {
    return Number(await this.viewport.getAttribute('data-seq'));
  }

  /** Waits until the page is live and shows newer pictures than before. */
  async expectAdvancing(timeoutMs: number = SOON.timeout): Promise<void> {
    await this.untilLive(true, timeoutMs);
    const before = await this.seq();
    await expect.poll(() => this.seq(), { timeout: timeoutMs, message: 'newer pictures' }).toBeGreaterThan(before + 3);
  }

  /** Mean and standard deviation of the brightness in the middle of the picture, 0 to 255. */
  async brightness(): Promise<{ mean: number; spread: number }> {
    const { channels } = await sharp(await this.middle())
      .removeAlpha()
      .greyscale()
      .stats();
    return { mean: channels[0]!.mean, spread: channels[0]!.stdev };
  }

  /** Mean colour of the middle of the picture, 0 to 255. */
  async color(): Promise<{ r: number; g: number; b: number }> {
    const { channels } = await sharp(await this.middle()).stats();
    return { r: channels[0]!.mean, g: channels[1]!.mean, b: channels[2]!.mean };
  }

  /** A screenshot of the middle of the picture, where no overlay covers it. */
  async middle(): Promise<Buffer> {
    const box = await this.viewport.boundingBox();
    if (box === null) throw new Error('the picture is not on the page');
    const clip = { x: box.x + box.width * 0.3, y: box.y + box.height * 0.35, width: box.width * 0.4, height: box.height * 0.4 };
    return this.#page.screenshot({ clip, animations: 'allow' });
  }

  async setExposure(exposureMs: string): Promise<void> {
    await this.exposure.fill(exposureMs);
    await this.exposure.press('Enter');
    await this.#page.keyboard.press('Escape');
    await expect.poll(() => this.#page.getByTestId('actual-exposure').textContent(), SOON).toContain(exposureMs);
  }
}

export interface LiveView {
  readonly page: Page;
  readonly live: LivePage;
  readonly pageErrors: string[];
}

/** Signs a person in on a page of their own, and waits until it is live. */
export async function openLiveView(browsers: Browsers, url: string, person: Person): Promise<LiveView> {
  const { page, pageErrors } = await browsers.open();
  const live = new LivePage(page);
  await live.signIn(url, person);
  await live.untilLive(true);
  return { page, live, pageErrors };
}
