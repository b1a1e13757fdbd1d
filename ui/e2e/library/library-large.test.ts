/** A library larger than the screen: scrolling, filters, keyboard navigation; no tile stays blank. */
import type { Capture, CapturePage, Job } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SOON, useBrowser, type OpenPage } from '../support/browser.ts';
import { SIZES, look } from '../support/audit/screenshots.ts';
import { ADMIN, System } from '../support/system.ts';
import { visit } from '../support/visit.ts';

/** More than one page of the hub's list. */
const BURST = 230;
const DEEP_FORMAT = 'MONO16';
const TAKEN_WITHIN_MS = 300_000;
/** Tiles of a 1440 × 900 window plus those rendered just above and below it. */
const TILES_MAX = 140;
const browsers = useBrowser();
let system: System;
let total: number;
let deep: Capture;

beforeAll(async () => {
  system = await System.start();
  await system.startCamera('bench-3', { CAMERA_NAME: 'Bench 3', SIMULATOR_FPS: '30' });
  const { id } = await system.api<Job>('POST', '/cameras/bench-3/jobs', { kind: 'burst', count: BURST, format: 'jpg' });
  await until(async () => expect((await system.api<Job>('GET', `/jobs/${id}`)).state).toBe('done'));
  await system.api('PUT', '/cameras/bench-3/settings', { pixelFormat: DEEP_FORMAT });
  await system.api('POST', '/cameras/bench-3/captures', { label: 'Twelve bits', format: 'ome-tiff' });
  total = BURST + 1;
  await until(async () => expect((await page()).total).toBe(total));
  await system.makeThumbnails();
  deep = (await page()).captures.find(({ format }) => format === 'ome-tiff')!;
}, 2 * TAKEN_WITHIN_MS);
afterAll(() => system.close());

const until = (met: () => Promise<void>): Promise<void> => vi.waitFor(met, { timeout: TAKEN_WITHIN_MS, interval: 500 });
const page = (query = 'limit=200'): Promise<CapturePage> => system.api<CapturePage>('GET', `/captures?${query}`);

async function atTheLibrary(search = '', options: Parameters<typeof browsers.open>[0] = {}): Promise<OpenPage> {
  const open = await visit(browsers, system, ADMIN, `/library${search}`, options);
  await open.page.getByTestId('library-item').first().waitFor();
  return open;
}

/** The items of the grid that are visible now. */
function inSight(of: Page): Promise<{ items: number; skeletons: number; undrawn: number; ids: string[]; top: number }> {
  return of.getByTestId('library-grid').evaluate((grid) => {
    const box = grid.getBoundingClientRect();
    const seen = [...grid.querySelectorAll<HTMLElement>('[data-testid=library-item], [data-testid=library-skeleton]')].filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return bottom > box.top + 1 && top < box.bottom - 1;
    });
    const items = seen.filter((tile) => tile.dataset['testid'] === 'library-item');
    const drawn = (tile: HTMLElement): boolean =>
      [...tile.querySelectorAll('img')].some(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    return {
      items: items.length,
      skeletons: seen.length - items.length,
      undrawn: items.filter((tile) => !drawn(tile)).length,
      ids: items.map((tile) => tile.dataset['captureId'] ?? ''),
      top: items[0]?.getBoundingClientRect().top ?? 0,
    };
  });
}

/** The same twice in a row: the grid no longer scrolls. */
async function restingSight(of: Page): Promise<Awaited<ReturnType<typeof inSight>>> {
  let seen = await inSight(of);
  const resting = async (): Promise<boolean> => {
    const before = seen;
    seen = await inSight(of);
    return seen.top === before.top && seen.ids.join() === before.ids.join();
  };
  await expect.poll(resting, SOON).toBe(true);
  return seen;
}

async function expectNothingBlank(of: Page): Promise<void> {
  await expect.poll(() => inSight(of), SOON).toMatchObject({ skeletons: 0, undrawn: 0 });
}

async function scrubTo(of: Page, share: number): Promise<void> {
  const box = (await of.getByTestId('scrubber').boundingBox())!;
  await of.mouse.move(box.x + box.width / 2, box.y + 2);
  await of.mouse.down();
  await of.mouse.move(box.x + box.width / 2, box.y + Math.max(1, (box.height - 1) * share), { steps: 4 });
  await of.mouse.up();
}

it('shows tiles at once and their pictures soon, wherever the scrubber is dragged', async () => {
  const { page: of, pageErrors } = await atTheLibrary();
  await of.getByTestId('library-total').getByText(`${total} captures`).waitFor();
  await expectNothingBlank(of);
  for (const share of [1, 0.4, 0.85, 0]) {
    await scrubTo(of, share);
    const tiles = async (): Promise<number> => {
      const { items, skeletons } = await inSight(of);
      return items + skeletons;
    };
    await expect.poll(tiles, { ...SOON, message: `tiles at ${share}` }).toBeGreaterThan(6);
    await expectNothingBlank(of);
    await expect.poll(() => of.locator('[data-testid=library-item], [data-testid=library-skeleton]').count(), SOON).toBeLessThan(TILES_MAX);
  }
  await of.getByTestId('scrubber').focus();
  await of.keyboard.press('End');
  await expectNothingBlank(of);
  const oldest = (await page('limit=200')).nextCursor!;
  const last = (await page(`limit=200&cursor=${oldest}`)).captures.at(-1)!;
  await expect.poll(async () => (await inSight(of)).ids.at(-1), SOON).toBe(last.id);
  expect(pageErrors).toEqual([]);
});

it('aborts loading pictures that have scrolled out of view, so that visible ones load first', async () => {
  const { page: of } = await visit(browsers, system, ADMIN, '/storage');
  const [asked, givenUp]: [string[], string[]] = [[], []];
  of.on('requestfailed', (request) => givenUp.push(request.url()));
  await of.route('**/thumbnail?*', (route) => void asked.push(route.request().url()));
  await of.goto(`${system.url}/library`);
  await of.getByTestId('library-item').first().waitFor();
  let ids: string[] = [];
  await expect.poll(async () => (ids = (await inSight(of)).ids).length, SOON).toBeGreaterThan(6);
  const among = (urls: readonly string[]): string[] => ids.filter((id) => urls.some((url) => url.includes(id)));
  await expect.poll(() => among(asked), SOON).toEqual(ids);
  await scrubTo(of, 1);
  await expect.poll(() => among(givenUp), SOON).toEqual(ids);
  await of.unrouteAll({ behavior: 'ignoreErrors' });
});

it('keeps the scroll position when captures arrive, and shows their number', async () => {
  const { page: of } = await atTheLibrary();
  await expectNothingBlank(of);
  await scrubTo(of, 0.5);
  await expectNothingBlank(of);
  const before = await restingSight(of);
  await system.api('POST', '/cameras/bench-3/captures', { label: 'Newest' });
  total += 1;
  await of.getByTestId('new-captures').getByText('1 new').waitFor();
  expect(await restingSight(of)).toMatchObject({ ids: before.ids, top: before.top });
  await of.getByTestId('new-captures').click();
  await of.getByTestId('library-item').first().getByText('Newest').waitFor();
  await expect.poll(() => of.getByTestId('new-captures').count(), SOON).toBe(0);
});

it('keeps its filters in the URL across reload, back and forward, and explains an empty result', async () => {
  const rated = (await page()).captures.slice(5, 8);
  await system.api('POST', '/captures/bulk', { ids: rated.map(({ id }) => id), change: { kind: 'rate', rating: 4 } });
  const { page: of, pageErrors } = await atTheLibrary();
  await of.getByTestId('filter-rating').click();
  await of.getByRole('option', { name: '★★★ or more', exact: true }).click();
  await of.waitForURL('**/library?rating=3');
  await expect.poll(() => of.getByTestId('library-item').count(), SOON).toBe(rated.length);
  await of.reload();
  await expect.poll(() => of.getByTestId('library-item').count(), SOON).toBe(rated.length);
  await of.getByTestId('filter-chips').getByText('★ 3+').waitFor();
  await of.getByTestId('library-item').first().click();
  await of.waitForURL(`**/library/${rated[0]!.id}?rating=3`);
  await of.getByTestId('place').getByText(`1 of ${rated.length}`).waitFor();
  await of.keyboard.press('ArrowRight');
  await of.waitForURL(`**/library/${rated[1]!.id}?rating=3`);
  await of.keyboard.press('Escape');
  await of.waitForURL('**/library?rating=3');
  await of.keyboard.press('/');
  await of.keyboard.type('nowhere');
  await of.getByText('Nothing matches').waitFor();
  await of.getByText('rating ★ 3+').first().waitFor();
  await of.getByRole('button', { name: 'Clear all filters' }).click();
  await of.waitForURL('**/library');
  await of.goBack();
  await of.waitForURL('**/library?q=nowhere&rating=3');
  await of.goBack();
  await expect.poll(() => of.getByTestId('library-item').count(), SOON).toBe(rated.length);
  expect(pageErrors).toEqual([]);
});

it('selects by keyboard, tags and rates many captures at once, and undoes both', async () => {
  const { page: of } = await atTheLibrary();
  await expectNothingBlank(of);
  await of.getByTestId('library-item').first().focus();
  await of.keyboard.press('ArrowRight');
  await of.keyboard.press('Space');
  for (let step = 0; step < 3; step += 1) {
    await of.keyboard.press('Shift+ArrowRight');
    await of
      .getByTestId('selection-count')
      .getByText(`${step + 2} selected`)
      .waitFor();
  }
  const chosen = (await page()).captures.slice(1, 5).map(({ id }) => id);
  const tagged = async (): Promise<string[]> => (await page('limit=200&tag=crypt')).captures.map(({ id }) => id);
  await of.keyboard.press('t');
  await of.getByTestId('tag-input').fill('crypt');
  await of.keyboard.press('Enter');
  // Under the mouse, the notice stays.
  await of.getByTestId('undo').last().hover();
  await expect.poll(tagged, SOON).toEqual(chosen);
  await of.getByTestId('undo').last().click();
  await expect.poll(tagged, SOON).toEqual([]);

  const starred = async (): Promise<number> => (await page('limit=200&ratingMin=5')).total;
  await of.locator(`[data-capture-id="${chosen[0]!}"]`).focus();
  await of.keyboard.press('5');
  await of.getByTestId('undo').last().hover();
  await expect.poll(starred, SOON).toBe(chosen.length);
  await of.getByTestId('undo').last().click();
  await expect.poll(starred, SOON).toBe(0);

  await of.keyboard.press('Escape');
  await expect.poll(() => of.getByTestId('selection-bar').count(), SOON).toBe(0);
  await of.keyboard.press('Control+a');
  await of.getByTestId('selection-count').getByText(`${total} selected`).waitFor();
  await of.getByTestId('download-zip').click();
  await of
    .getByTestId('download-size')
    .getByText(/files in one zip/)
    .waitFor();
});

it('moves captures to the trash, restores them, and deletes them permanently on confirmation', async () => {
  const { page: of } = await atTheLibrary();
  const [first, second, third] = (await page()).captures.slice(-3);
  await system.api('POST', '/captures/bulk', { ids: [first!.id, second!.id, third!.id], change: { kind: 'trash' } });
  await of.goto(`${system.url}/trash`);
  await expect.poll(() => of.getByTestId('library-item').count(), SOON).toBe(3);
  await of
    .getByText(/^(29|30) days left$/)
    .first()
    .waitFor();
  await of.locator(`[data-capture-id="${first!.id}"]`).click();
  await of.getByTestId('restore').click();
  await expect.poll(() => of.getByTestId('library-item').count(), SOON).toBe(2);
  total -= 2;
  await expect.poll(async () => (await page()).total, SOON).toBe(total);
  await of.locator(`[data-capture-id="${second!.id}"]`).focus();
  await of.keyboard.press('x');
  await expect.poll(() => of.getByTestId('purge-confirm').isDisabled(), SOON).toBe(true);
  await of.getByTestId('purge-word').fill('delete');
  await of.getByTestId('purge-confirm').click();
  await expect.poll(() => of.getByTestId('library-item').count(), SOON).toBe(1);
  await expect(system.api('GET', `/captures/${second!.id}`)).rejects.toThrow('404');
});

it('fits the sizes of a desktop, a small laptop and a phone', async () => {
  const { page: of, pageErrors } = await atTheLibrary();
  for (const size of SIZES) {
    await of.setViewportSize(size);
    await of.goto(`${system.url}/library`);
    await of.getByTestId('library-item').nth(1).waitFor();
    await expectNothingBlank(of);
    await look(of, 'library-large');
    await of.getByTestId('library-item').nth(1).focus();
    await of.keyboard.press('Space');
    await of.keyboard.press('Shift+ArrowRight');
    await of.getByTestId('selection-count').getByText('2 selected').waitFor();
    await look(of, 'library-selected');
    await of.keyboard.press('c');
    await expect.poll(() => of.locator('[data-testid=compare-pane] [data-shown=true]').count(), SOON).toBe(2);
    await look(of, 'compare');
    await of.goto(`${system.url}/library/${deep.id}`);
    await of.locator('[data-testid=picture][data-shown=true]').waitFor();
    await look(of, 'detail-deep');
    await of.goto(`${system.url}/trash`);
    await of.getByRole('heading', { name: 'Trash', exact: true }).waitFor();
    await of.getByTestId('library-item').first().waitFor();
    await look(of, 'trash');
  }
  expect(pageErrors).toEqual([]);
});
