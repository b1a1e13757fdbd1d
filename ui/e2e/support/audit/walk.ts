/**
 * Checks states of a page: axe, contrast of text on pictures, reach of every control at each size. SCREENSHOTS_DIR=folder
 * stores a screenshot of each for inspection.
 */
import type { Page } from 'playwright-core';
import { enter, type State } from '../states/state.ts';
import { violations } from './axe.ts';
import { layoutFaults } from './page-audit.ts';
import { store } from './screenshots.ts';
import { faintTexts } from './text-contrast.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}
/** 1152 × 720 is 1440 × 900 at 125 %. */
export const DESK: readonly Size[] = [
  { width: 1440, height: 900 },
  { width: 1152, height: 720 },
  { width: 1024, height: 768 },
];
export const PHONE: readonly Size[] = [
  { width: 390, height: 844 },
  { width: 844, height: 390 },
];
type Theme = 'dark' | 'light';

export interface WalkOptions {
  /** Part of the names of screenshots. */
  readonly name: string;
  readonly device: 'desk' | 'phone';
  readonly themes: readonly Theme[];
  /** Gets the names of the checked states. */
  readonly checked?: Set<string>;
  /** A further check of every state. @returns its faults */
  readonly also?: (page: Page) => Promise<string[]>;
}

/** Data may still arrive. After the first fault the test has failed, and does not wait for long. */
const PATIENCE_MS = { first: 60_000, further: 1500 };

export class Walk {
  readonly #page: Page;
  readonly #options: WalkOptions;
  /** Faults by state. */
  readonly found: Record<string, string[]> = {};

  constructor(page: Page, options: WalkOptions) {
    this.#page = page;
    this.#options = options;
  }

  /** Visits states in their order. A state that does not come is a fault of it. */
  async visit(url: string, states: readonly State[]): Promise<void> {
    for (const state of states) {
      if (state.only !== undefined && state.only !== this.#options.device) continue;
      try {
        await enter(this.#page, url, state);
        await this.check(state);
        await state.close?.(this.#page);
      } catch (error) {
        this.#note(state.name, [String(error)]);
        await this.#page.keyboard.press('Escape');
      }
    }
  }

  /** The page is afterwards as before. */
  async check({ name, over, fixed, pictures }: Pick<State, 'name' | 'over' | 'fixed' | 'pictures'>): Promise<void> {
    const page = this.#page;
    const { device, themes, also, checked } = this.#options;
    checked?.add(name);
    const [own, others] = device === 'desk' ? [DESK, PHONE] : [PHONE, DESK];
    // A phone in landscape is wider than what counts as a phone in the style sheets.
    const widths = device === 'desk' ? own : own.slice(0, 1);
    const faults: string[] = [];
    for (const size of fixed ? widths : [...own, ...others]) {
      await page.setViewportSize(size);
      const patience = Object.keys(this.found).length + faults.length === 0 ? PATIENCE_MS.first : PATIENCE_MS.further;
      faults.push(...(await layoutFaults(page, patience)).map((fault) => `${size.width} × ${size.height}: ${fault}`));
      if (size !== own[0]) await store(page, `${name}-${this.#options.name}-${themes[0]!}`);
    }
    await page.setViewportSize(own[0]!);
    faults.push(...((await also?.(page)) ?? []));
    for (const theme of themes) {
      if (theme !== themes[0]) await inTheme(page, theme);
      const rules = await violations(page, over ? 'over' : 'page', theme === themes[0] ? 'all' : 'colours');
      faults.push(...[...rules, ...(pictures ? await faintTexts(page) : [])].map((fault) => `${theme}: ${fault}`));
      await store(page, `${name}-${this.#options.name}-${theme}`);
    }
    if (themes.length > 1) await inTheme(page, themes[0]!);
    this.#note(name, faults);
  }

  #note(name: string, faults: readonly string[]): void {
    if (faults.length === 0) return;
    this.found[name] = [...(this.found[name] ?? []), ...faults];
    // A test that is ended by its deadline reports nothing else.
    process.stderr.write(`${name}:\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
  }
}

async function inTheme(page: Page, colorScheme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // The page about a trouble follows the browser by itself.
  await page.waitForFunction((theme) => (document.documentElement.dataset['theme'] ?? theme) === theme, colorScheme);
}
