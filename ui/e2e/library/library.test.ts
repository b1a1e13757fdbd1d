/** Captures after they were taken: edited by one person, updated at once for another, found by search. */
import type { Capture } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { expectNotice } from '../support/seen.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem();
/** Newest first, as in the library. */
let captures: Capture[];

beforeAll(async () => {
  for (const label of ['first', 'second', 'third']) await system.api('POST', '/cameras/bench-3/captures', { label });
  captures = await system.captures();
});

it('a label appears at once to another viewer of the same capture, and is found by search', async () => {
  const [writer, reader] = [await browsers.open(), await browsers.open()];
  const id = captures[1]!.id;
  for (const { page } of [writer, reader]) {
    await new LivePage(page).signIn(`${system.url}/library/${id}`, ADMIN);
    await page.getByTestId('detail-label').waitFor();
    await expect.poll(() => page.url(), SOON).toBe(`${system.url}/library/${id}`);
  }
  await writer.page.getByTestId('detail-label').fill('Crypt with goblet cells');
  await writer.page.getByTestId('detail-tags').fill('crypt, colon');
  await writer.page.getByTestId('detail-notes').fill('Denser than on slide 11.');
  await writer.page.getByRole('status').getByText('Saved').waitFor();
  await expect.poll(() => reader.page.getByTestId('detail-label').inputValue(), SOON).toBe('Crypt with goblet cells');
  await expect.poll(() => reader.page.getByTestId('detail-notes').inputValue(), SOON).toBe('Denser than on slide 11.');
  await expect
    .poll(() => system.api<Capture>('GET', `/captures/${id}`), SOON)
    .toMatchObject({ label: 'Crypt with goblet cells', tags: ['crypt', 'colon'], notes: 'Denser than on slide 11.' });

  await reader.page.goto(`${system.url}/library`);
  await expect.poll(() => reader.page.getByTestId('library-item').count(), SOON).toBe(captures.length);
  await reader.page.keyboard.press('/');
  await reader.page.keyboard.type('goblet');
  await expect.poll(() => reader.page.getByTestId('library-item').count(), SOON).toBe(1);
  await expect.poll(() => reader.page.getByTestId('library-item').getAttribute('data-capture-id'), SOON).toBe(id);
  await reader.page.keyboard.type(' nowhere');
  await reader.page.getByText('Nothing matches').waitFor();
  expect([...writer.pageErrors, ...reader.pageErrors]).toEqual([]);
});

it('moves through the captures with the arrow keys and deletes with x', async () => {
  const { page } = await visit(browsers, system, ADMIN, `/library/${captures[0]!.id}`);
  await page.getByRole('button', { name: 'Next' }).and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(`**/library/${captures[1]!.id}`);
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(`**/library/${captures[2]!.id}`);
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL(`**/library/${captures[1]!.id}`);
  await page.keyboard.press('Escape');
  await page.waitForURL('**/library');
  const opened = page.locator(`[data-capture-id="${captures[1]!.id}"]:focus`);
  await opened.waitFor();
  await page.keyboard.press('x');
  // Under the mouse, the notice stays.
  await page.getByTestId('undo').hover();
  await expect.poll(() => page.getByTestId('library-item').count(), SOON).toBe(captures.length - 1);
  await page.getByTestId('undo').click();
  await expect.poll(() => page.getByTestId('library-item').count(), SOON).toBe(captures.length);
  const ids = (): Promise<(string | null)[]> =>
    page.getByTestId('library-item').evaluateAll((items) => items.map((item) => item.getAttribute('data-capture-id')));
  await expect.poll(ids, SOON).toEqual(captures.map((capture) => capture.id));
});

/** Holds requests for this address until the returned function is called. */
async function hold(page: Page, address: string): Promise<{ readonly release: () => void; readonly asked: () => number }> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let asked = 0;
  await page.route(address, async (route) => {
    asked += 1;
    await promise;
    await route.continue();
  });
  return { release: () => resolve(undefined), asked: () => asked };
}

it('a filtered copy that is ready after its dialog was closed does not lead away; its failure is told', async () => {
  const { id } = captures[2]!;
  const { page, pageErrors } = await visit(browsers, system, ADMIN, `/library/${id}`);
  const held = await hold(page, '**/filtered');
  await page.getByTestId('filtered-copy').click();
  await page.getByTestId('filter-make').click();
  await expect.poll(held.asked, SOON).toBe(1);
  await page.keyboard.press('Escape');
  await page.getByTestId('filter-make').waitFor({ state: 'detached' });
  held.release();
  // The copy appears in the list of its source.
  await page.getByRole('list', { name: 'Filtered copies' }).getByRole('link').waitFor();
  expect(page.url()).toBe(`${system.url}/library/${id}`);

  await page.unroute('**/filtered');
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await page.route('**/filtered', async (route) => {
    await promise;
    const json = { statusCode: 422, error: 'Unprocessable Entity', code: 'image_rejected', message: 'It cannot be decoded' };
    await route.fulfill({ status: 422, json });
  });
  await page.getByTestId('filtered-copy').click();
  await page.getByTestId('filter-make').click();
  await page.keyboard.press('Escape');
  await page.getByTestId('filter-make').waitFor({ state: 'detached' });
  resolve(undefined);
  await expectNotice(page, 'The hub could not read this picture.');
  expect(pageErrors).toEqual([expect.stringContaining('422')]);
});

it('the end of one removal leaves the question about another one open', async () => {
  const [first, second] = captures;
  await system.api('POST', '/captures/bulk', { ids: [first!.id, second!.id], change: { kind: 'trash' } });
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/trash');
  const item = (id: string) => page.locator(`[data-capture-id="${id}"]`);
  const ask = async (id: string): Promise<void> => {
    await item(id).focus();
    await page.keyboard.press('x');
    await page.getByTestId('purge-word').fill('delete');
  };
  const held = await hold(page, '**/captures/bulk');
  await ask(first!.id);
  await page.getByTestId('purge-confirm').click();
  await expect.poll(held.asked, SOON).toBe(1);
  await page.keyboard.press('Escape');
  await page.getByTestId('purge-word').waitFor({ state: 'detached' });
  await ask(second!.id);
  expect(await page.getByTestId('purge-confirm').isDisabled()).toBe(true);
  held.release();
  await item(first!.id).waitFor({ state: 'detached' });
  await page.getByTestId('purge-confirm').and(page.locator(':enabled')).click();
  await item(second!.id).waitFor({ state: 'detached' });
  expect(pageErrors).toEqual([]);
});
