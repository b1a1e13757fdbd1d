/** Page object of the live view. */
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { SOON } from './browser.ts';
import { recordTexts } from './seen.ts';
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

  /** 0 before the first picture. */
  async seq(): Promise<number> {
    return Number(await this.viewport.getAttribute('data-seq'));
  }

  /** Waits until the page is live and shows newer pictures than before. */
  async expectAdvancing(): Promise<void> {
    await this.untilLive(true);
    let before = Infinity;
    const newer = async (): Promise<number> => {
      const now = await this.seq();
      // Another camera, or one that starts again, counts from the beginning.
      before = now === 0 ? Infinity : Math.min(before, now);
      return now - before;
    };
    await expect.poll(newer, { ...SOON, message: 'newer pictures' }).toBeGreaterThan(1);
  }

  /** Mean brightness of the middle of the picture, 0 to 255. */
  async brightness(): Promise<number> {
    const { channels } = await sharp(await this.middle())
      .greyscale()
      .stats();
    return channels[0]!.mean;
  }

  /** Mean colour of the middle of the picture, 0 to 255. */
  async color(): Promise<{ r: number; g: number; b: number }> {
    const { channels } = await sharp(await this.middle()).stats();
    return { r: channels[0]!.mean, g: channels[1]!.mean, b: channels[2]!.mean };
  }

  /** The middle of the picture as PNG, without marks and overlays. The page dims a late picture; this one is never dimmed. */
  middle(): Promise<Buffer> {
    return this.#part({ left: 0.3, top: 0.35, width: 0.4, height: 0.4 });
  }

  /** The whole picture as PNG, in its own size. */
  whole(): Promise<Buffer> {
    return this.#part({ left: 0, top: 0, width: 1, height: 1 });
  }

  /** @param part fractions of the picture */
  async #part(part: { left: number; top: number; width: number; height: number }): Promise<Buffer> {
    const url = await this.viewport
      .locator('canvas')
      .first()
      .evaluate((element, { left, top, ...size }) => {
        const canvas = element as HTMLCanvasElement;
        const [width, height] = [Math.round(canvas.width * size.width), Math.round(canvas.height * size.height)];
        const copy = Object.assign(document.createElement('canvas'), { width, height });
        const context = copy.getContext('2d', { alpha: false });
        context?.drawImage(canvas, canvas.width * left, canvas.height * top, width, height, 0, 0, width, height);
        return copy.toDataURL('image/png');
      }, part);
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  }

  /** Standard deviation of the brightness on the screen in the middle of the picture, 0 to 255. */
  async contrastOnScreen(): Promise<number> {
    const { channels } = await sharp(await this.onScreen())
      .removeAlpha()
      .greyscale()
      .stats();
    return channels[0]!.stdev;
  }

  /** A screenshot of the middle of the picture. */
  async onScreen(): Promise<Buffer> {
    const box = await this.viewport.boundingBox();
    if (box === null) throw new Error('the picture is not on the page');
    const clip = { x: box.x + box.width * 0.3, y: box.y + box.height * 0.35, width: box.width * 0.4, height: box.height * 0.4 };
    return this.#page.screenshot({ clip, animations: 'allow' });
  }

  /**
   * Takes a capture. Gives the command until the page accepts it: the page refuses it while no picture arrives for a
   * second.
   */
  async snap(command: () => Promise<void> = () => this.capture.click()): Promise<void> {
    await expect.poll(() => this.capture.isEnabled(), SOON).toBe(true);
    const words = await recordTexts(this.#page, '[data-testid=capture]');
    const accepted = async (): Promise<boolean> => {
      await command();
      return (await words()).some((text) => text.startsWith('Capturing'));
    };
    await expect.poll(accepted, { ...SOON, message: 'the page accepts the capture' }).toBe(true);
  }

  async setExposure(exposureMs: string): Promise<void> {
    await this.exposure.fill(exposureMs);
    await this.exposure.press('Enter');
    await this.#page.keyboard.press('Escape');
    await this.expectExposure(Number(exposureMs));
  }

  /** Waits until the camera reports this exposure, within 1 %. */
  async expectExposure(exposureMs: number): Promise<void> {
    const actual = this.#page.getByTestId('actual-exposure');
    const deviation = async (): Promise<number> =>
      Math.abs(Number.parseFloat(((await actual.textContent()) ?? '').replace('actual', '')) / exposureMs - 1);
    await expect.poll(deviation, { ...SOON, message: `an exposure of ${exposureMs} ms` }).toBeLessThan(0.01);
  }
}
