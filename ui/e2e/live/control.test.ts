/**
 * Three people at one camera, each in their own browser: who has control, and what each of them sees.
 * SCREENSHOTS_DIR=folder stores screenshots for inspection.
 */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { lookAtAllSizes } from '../support/audit/screenshots.ts';
import { expectNotice, recordTexts } from '../support/seen.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem();
let ana: Person;
let ben: Person;

beforeAll(async () => {
  ana = await system.addPerson('operator', 'Ana');
  ben = await system.addPerson('operator', 'Ben');
});

/** Texts that were on the page at some time. */
interface ControlRecord {
  readonly holder: () => Promise<string[]>;
  /** The question to the holder. */
  readonly request: () => Promise<string[]>;
  /** The holder, while the button beside it was disabled. */
  readonly blocked: () => Promise<string[]>;
}

/** One person's live view and its control elements. */
class ControlPage {
  readonly page: Page;
  readonly live: LivePage;
  readonly holder: Locator;
  readonly act: Locator;
  readonly request: Locator;

  constructor(page: Page) {
    this.page = page;
    this.live = new LivePage(page);
    this.holder = page.getByTestId('control-holder');
    this.act = page.getByTestId('control-act');
    this.request = page.getByTestId('control-request');
  }

  static async take(person: Person): Promise<ControlPage> {
    const { page } = await visit(browsers, system, person);
    const seat = new ControlPage(page);
    await seat.live.untilLive(true);
    return seat;
  }

  async sees(words: RegExp): Promise<void> {
    await expect.poll(async () => ((await this.holder.textContent()) ?? '').replaceAll(/\s+/g, ' ').trim(), SOON).toMatch(words);
  }

  async expectNotice(words: string): Promise<void> {
    await expectNotice(this.page, words);
  }

  /** Records what the page shows from now on about control. */
  async record(): Promise<ControlRecord> {
    const bar = '[data-testid=control-bar]';
    const [holder, request, blocked] = await Promise.all([
      recordTexts(this.page, '[data-testid=control-holder]'),
      recordTexts(this.page, '[data-testid=control-request]'),
      recordTexts(this.page, `${bar}:has([data-testid=control-act]:disabled) [data-testid=control-holder]`),
    ]);
    return { holder, request, blocked };
  }

  async offers(action: string): Promise<void> {
    await this.page.getByTestId('control-bar').getByRole('button', { name: action, exact: true }).waitFor();
  }

  async mayOperate(may: boolean): Promise<void> {
    await expect.poll(() => this.live.exposure.isEnabled(), SOON).toBe(may);
    await expect.poll(() => this.page.getByTestId('burst').isEnabled(), SOON).toBe(may);
    if (!may) await this.page.getByTestId('settings-blocked').filter({ hasText: 'controls this camera.' }).waitFor();
  }
}

async function expectSeen(texts: () => Promise<string[]>, words: RegExp): Promise<void> {
  await expect.poll(texts, SOON).toContainEqual(expect.stringMatching(words));
}

it('control changes: acquired, requested, kept, granted without answer, handed over, lost, taken', async () => {
  const [holder, requester, watcher] = [await ControlPage.take(ana), await ControlPage.take(ben), await ControlPage.take(ADMIN)];
  for (const seat of [holder, requester, watcher]) {
    await seat.sees(/^No one controls$/);
    await seat.offers('Take control');
    await seat.mayOperate(true);
  }

  await holder.live.setExposure('6.000');
  await holder.expectNotice('You now have control.');
  await holder.sees(/^You control$/);
  await holder.offers('Release control');
  await holder.mayOperate(true);
  for (const seat of [requester, watcher]) {
    await seat.sees(/Ana controls$/);
    await seat.mayOperate(false);
    await expect.poll(() => seat.live.exposure.inputValue(), SOON).toBe('6.000');
  }
  await lookAtAllSizes(watcher.page, 'control-watcher');

  // The request is granted after 15 s without an answer. The answer therefore comes first, the checks after it.
  const [asking, asked, watching] = [await requester.record(), await holder.record(), await watcher.record()];
  await Promise.all([requester.offers('Withdraw'), requester.act.click()]);
  await expectSeen(watching.blocked, /Ana controls, Ben requests control$/);
  await holder.request.getByRole('button', { name: 'Keep' }).click();
  await expectSeen(asking.holder, /^Requested from Ana… 1?\d s$/);
  await expectSeen(asked.request, /Ben requests control.*Handed over in 1?\d s/);
  await requester.expectNotice('Ana keeps control.');
  await requester.sees(/Ana controls$/);
  await requester.offers('Request control');
  await holder.request.waitFor({ state: 'detached' });
  await holder.sees(/^You control$/);

  const askedAtMs = Date.now();
  await requester.page.keyboard.press('t');
  await holder.request.waitFor();
  await lookAtAllSizes(holder.page, 'control-request');
  await requester.expectNotice('Ana did not answer: you now have control.');
  expect(Date.now() - askedAtMs).toBeGreaterThan(12_000);
  await holder.expectNotice('You did not answer: Ben has control now.');
  await holder.request.waitFor({ state: 'detached' });
  await requester.sees(/^You control$/);
  await requester.mayOperate(true);
  for (const seat of [holder, watcher]) {
    await seat.sees(/Ben controls$/);
    await seat.mayOperate(false);
  }

  await requester.live.setExposure('9.000');
  await expect.poll(() => holder.live.exposure.inputValue(), SOON).toBe('9.000');
  await holder.act.click();
  await requester.request.getByRole('button', { name: 'Hand over' }).click();
  await holder.expectNotice('Ben handed control to you.');
  await requester.expectNotice('You handed control to Ana.');
  await holder.mayOperate(true);
  await requester.mayOperate(false);

  const leftBehind = [await requester.record(), await watcher.record()];
  await holder.page.context().close();
  for (const record of leftBehind) await expectSeen(record.holder, /^AN is not connected, free in 1?\d s$/);
  for (const seat of [requester, watcher]) {
    await seat.sees(/^No one controls$/);
    await seat.mayOperate(true);
  }

  await requester.live.setExposure('10.000');
  await requester.expectNotice('You now have control.');
  await requester.sees(/^You control$/);
  await watcher.sees(/Ben controls$/);
  await watcher.page.getByRole('button', { name: 'Take control…' }).click();
  const dialog = watcher.page.getByRole('dialog', { name: 'Take control' });
  const take = dialog.getByRole('button', { name: 'Take control' });
  await expect.poll(() => take.isDisabled(), SOON).toBe(true);
  await dialog.getByLabel('Reason').fill('alignment');
  await take.click();
  await requester.expectNotice('Administrator took control: alignment.');
  await watcher.sees(/^You control$/);
  await requester.mayOperate(false);
  await watcher.page.keyboard.press('t');
  for (const seat of [requester, watcher]) await seat.sees(/^No one controls$/);
});

it('the person in control stops the live picture for everybody; a capture still works, and others start it once they may', async () => {
  const [holder, other] = [await ControlPage.take(ana), await ControlPage.take(ben)];
  await holder.page.keyboard.press('Control+k');
  await holder.page.locator('[data-testid=palette] input:focus').waitFor();
  await holder.page.keyboard.type('stop or start');
  // The palette lists other actions until it has searched.
  const found = holder.page.locator('[data-testid=palette-item][data-selected]');
  await found.filter({ hasText: 'Stop or start the live picture' }).waitFor();
  await holder.page.keyboard.press('Enter');
  const banners = [holder, other].map(({ page }) => page.getByTestId('stopped-banner'));
  await expect.poll(() => banners[0]?.textContent(), SOON).toContain('You stopped the live picture');
  await expect.poll(() => banners[1]?.textContent(), SOON).toContain('Stopped by Ana');
  for (const { live, page } of [holder, other]) {
    await live.untilLive(false);
    await expect.poll(() => page.title(), SOON).toMatch(/^NOT LIVE/);
  }
  await lookAtAllSizes(other.page, 'stopped');
  const start = other.page.getByTestId('start-live');
  expect(await start.isDisabled()).toBe(true);
  const before = await other.live.strip.count();
  await other.live.snap();
  await expect.poll(() => other.live.strip.count(), SOON).toBe(before + 1);
  // A page that is opened meanwhile says so too.
  const late = await visit(browsers, system, ADMIN);
  await late.page.getByTestId('stopped-banner').waitFor(SOON);

  await holder.page.keyboard.press('t');
  await other.sees(/^No one controls$/);
  await start.click();
  await other.sees(/^You control$/);
  for (const { live } of [holder, other]) await live.expectAdvancing();
  await new LivePage(late.page).expectAdvancing();
  await other.page.keyboard.press('t');
});
