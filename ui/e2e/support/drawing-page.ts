/** Page object for drawing on a live picture. */
import type { Locator, Page } from 'playwright-core';
import type { Browsers } from './browser.ts';
import { LivePage } from './live-page.ts';
import type { Person, System } from './system.ts';
import { visit } from './visit.ts';

/** One person's live picture. Positions are fractions of it. */
export class DrawingPage {
  readonly page: Page;
  readonly live: LivePage;

  constructor(page: Page) {
    this.page = page;
    this.live = new LivePage(page);
  }

  static async open(browsers: Browsers, system: System, person: Person): Promise<DrawingPage> {
    const { page } = await visit(browsers, system, person);
    const easel = new DrawingPage(page);
    await easel.live.untilLive(true);
    return easel;
  }

  shape(name: string | RegExp): Locator {
    return this.page.getByTestId('annotation-layer').getByRole('button', { name });
  }

  async place(u: number, v: number): Promise<{ x: number; y: number }> {
    const box = (await this.live.viewport.boundingBox())!;
    return { x: box.x + box.width * u, y: box.y + box.height * v };
  }

  async tool(name: string): Promise<void> {
    if (!(await this.page.getByRole('toolbar', { name: 'Annotate' }).isVisible())) await this.page.keyboard.press('a');
    await this.page.getByRole('toolbar', { name: 'Annotate' }).getByRole('button', { name, exact: true }).click();
  }

  async drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const [start, end] = [await this.place(...from), await this.place(...to)];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
    await this.page.mouse.move(end.x, end.y, { steps: 4 });
    await this.page.mouse.up();
  }

  async middleOf(shape: Locator): Promise<{ x: number; y: number }> {
    const { x, y, width, height } = (await shape.boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  }
}
