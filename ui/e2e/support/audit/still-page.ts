/**
 * Screenshots as pixels, of a page on which nothing moves. They come from the protocol of the browser, whose fast encoder
 * Playwright does not offer. Its usual one takes most of the processor time of a screenshot.
 */
import type { CDPSession, JSHandle, Page } from 'playwright-core';
import sharp from 'sharp';

export interface Pixels {
  /** Red, green and blue of each pixel. */
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** No change of a style takes time, and no caret blinks. */
const STILL = '*, *::before, *::after { transition: none !important; caret-color: transparent !important }';

/** A page without animations until its disposal. */
export class StillPage implements AsyncDisposable {
  readonly #page: Page;
  readonly #devtools: CDPSession;
  /** Animations that would never end by themselves. */
  readonly #endless: JSHandle<Animation[]>;

  private constructor(page: Page, devtools: CDPSession, endless: JSHandle<Animation[]>) {
    this.#page = page;
    this.#devtools = devtools;
    this.#endless = endless;
  }

  static async of(page: Page): Promise<StillPage> {
    const devtools = await page.context().newCDPSession(page);
    const endless = await page.evaluateHandle(async () => {
      await document.fonts.ready;
      const isEndless = ({ effect }: Animation): boolean => effect?.getComputedTiming().endTime === Infinity;
      const found = document.getAnimations().filter(isEndless);
      for (const animation of found) animation.cancel();
      return found;
    });
    return new StillPage(page, devtools, endless);
  }

  /** The visible part of the page with additional rules. */
  async pixels(rules: string): Promise<Pixels> {
    await this.#setRules(STILL + rules);
    const { data: png } = await this.#devtools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
    const { data, info } = await sharp(Buffer.from(png, 'base64')).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const { width, height } = this.#page.viewportSize()!;
    if (info.width !== width || info.height !== height)
      throw new Error(`a screenshot of ${width} × ${height} pixels has ${info.width} × ${info.height}`);
    return { data, width, height };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#setRules('');
    await this.#endless.evaluate((animations) => {
      for (const animation of animations) animation.play();
    });
    await this.#endless.dispose();
    await this.#devtools.detach();
  }

  /** Adds rules to those of the page. The page's policy allows this, unlike a style element. */
  async #setRules(rules: string): Promise<void> {
    await this.#page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = css === '' ? [] : [sheet];
      for (const animation of document.getAnimations()) if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }, rules);
  }
}
