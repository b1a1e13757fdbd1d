/**
 * Three people at one camera, each in their own browser: who has control, and what each of them sees.
 * SCREENSHOTS_DIR=folder stores screenshots for inspection.
 */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { lookAtAllSizes } from '../support/screenshots.ts';
import { ADMIN, SMALL, System, type Person } from '../support/system.ts';

const browsers = useBrowser();
let system: System;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  system = await System.start();
  await system.startCamera('bench-3', { CAMERA_NAME: 'Bench 3', SIMULATOR_SIZE: SMALL });
  ana = await system.addPerson('operator', 'Ana');
  ben = await system.addPerson('operator', 'Ben');
});
afterAll(() => system.close());

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
    const { page } = await browsers.open();
    const seat = new ControlPage(page);
    await seat.live.signIn(system.url, person);
    await seat.live.untilLive(true);
    return seat;
  }

  async sees(words: RegExp): Promise<void> {
    await expect.poll(async () => ((await this.holder.textContent()) ?? '').replaceAll(/\s+/g, ' ').trim(), SOON).toMatch(words);
  }

  async expectNotice(words: string): Promise<void> {
    await this.page.getByText(words, { exact: true }).first().waitFor();
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

  await requester.act.click();
  await requester.sees(/^Requested from Ana… 1?\d s$/);
  await requester.offers('Withdraw');
  await holder.request.getByText('Ben requests control').waitFor();
  await expect.poll(() => holder.request.textContent(), SOON).toMatch(/Handed over in\s+1?\d s/);
  await watcher.sees(/Ana controls, Ben requests control$/);
  expect(await watcher.act.isDisabled()).toBe(true);
  await holder.request.getByRole('button', { name: 'Keep' }).click();
  await requester.expectNotice('Ana keeps control.');
  await requester.sees(/Ana controls$/);
  await requester.offers('Request control');
  await holder.request.waitFor({ state: 'detached' });
  await holder.sees(/^You control$/);

  await requester.page.keyboard.press('t');
  const askedAtMs = Date.now();
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

  await holder.page.context().close();
  for (const seat of [requester, watcher]) await seat.sees(/^AN is not connected, free in 1?\d s$/);
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
  expect(await take.isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('alignment');
  await take.click();
  await requester.expectNotice('Administrator took control: alignment.');
  await watcher.sees(/^You control$/);
  await requester.mayOperate(false);
  await watcher.page.keyboard.press('t');
  for (const seat of [requester, watcher]) await seat.sees(/^No one controls$/);
});
