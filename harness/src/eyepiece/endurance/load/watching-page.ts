/** A page in a real browser that shows the live view continuously and is never reloaded. */
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '@eyepiece/host/programs/chromium';
import { CHROMIUM_FLAGS } from '../../../system/chromium-flags.ts';
import type { Account } from './person.ts';

interface Seen {
  readonly live: boolean;
  /** Text of the badge. */
  readonly badge: string;
  readonly seq: string;
  /** Whether this is the document that was loaded first. */
  readonly same: boolean;
}

/** Runs in the page. */
const LOOK = `(() => {
  const of = (id) => document.querySelector('[data-testid=' + id + ']');
  return {
    live: of('viewport')?.getAttribute('data-live') === 'true',
    badge: of('status-pill')?.textContent.trim() ?? 'no badge',
    seq: of('viewport')?.getAttribute('data-seq') ?? '',
    same: 'firstDocument' in globalThis,
  };
})()`;

const SIZE = { width: 1280, height: 800 };
const MS = { look: 200, answer: 10_000 };
/** Number of newer pictures that proves that pictures arrive again. */
const NEWER = 2;

export class WatchingPage {
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #faults: string[] = [];
  /** Number of document loads. */
  loads = 0;
  /** What the page showed at the last check. */
  shown = '';

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
    page.on('domcontentloaded', () => (this.loads += 1));
    page.on('pageerror', (error) => this.#faults.push(`uncaught in the page: ${error.message}`));
    page.on('crash', () => this.#faults.push('the page crashed'));
  }

  /** Signs in and watches the camera. @throws without Chromium or a first picture */
  static async open(url: string, cameraId: string, account: Account, withinMs: number): Promise<WatchingPage> {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('no Chromium was found: set CHROMIUM_PATH');
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    try {
      const context = await browser.newContext({ viewport: SIZE, locale: 'en-GB', timezoneId: 'UTC' });
      const watching = new WatchingPage(browser, await context.newPage());
      await watching.#signIn(`${url}/live/${cameraId}`, account, withinMs);
      return watching;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Whether the page shows LIVE and newer pictures than at the first check, in time. `late`: LIVE with a stated delay counts too. */
  async untilLive(withinMs: number, { late }: { late: boolean }): Promise<boolean> {
    const sequences = new Set<string>();
    for (const deadline = performance.now() + withinMs; performance.now() < deadline;) {
      const seen = await this.#look();
      this.shown = seen === undefined ? 'the page does not answer' : `${seen.badge}, picture ${seen.seq}`;
      if (seen?.live === true && (late || seen.badge === 'LIVE')) sequences.add(seen.seq);
      if (sequences.size > NEWER) return true;
      await delay(MS.look);
    }
    return false;
  }

  /** Uncaught errors and document reloads since the last call. */
  async takeFaults(): Promise<string[]> {
    const seen = await this.#look();
    const loaded = this.loads === 1 && seen?.same !== false ? [] : [`the page was loaded ${String(this.loads)} times`];
    return [...this.#faults.splice(0), ...loaded];
  }

  picture(path: string): Promise<unknown> {
    return this.#page.screenshot({ path, timeout: MS.answer });
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  async #signIn(url: string, { email, password }: Account, withinMs: number): Promise<void> {
    this.#page.setDefaultTimeout(withinMs);
    await this.#page.goto(url);
    await this.#page.getByTestId('email').fill(email);
    await this.#page.getByTestId('password').fill(password);
    await this.#page.getByTestId('sign-in').click();
    await this.#page.getByTestId('viewport').waitFor();
    await this.#page.evaluate('void (globalThis.firstDocument = true)');
    if (!(await this.untilLive(withinMs, { late: true }))) throw new Error(`the page showed no live picture in time: ${this.shown}`);
  }

  /** undefined if the page does not answer. */
  #look(): Promise<Seen | undefined> {
    const look = this.#page.evaluate<Seen>(LOOK);
    return Promise.race([look.catch(() => undefined), delay(MS.answer, undefined, { ref: false })]);
  }
}
