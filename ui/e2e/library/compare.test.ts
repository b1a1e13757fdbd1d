/** Examining pictures: deep ones through a display window, several side by side and overlaid, and exported as displayed. */
import { readFile } from 'node:fs/promises';
import { baseName, type Annotation, type Capture } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const JPEGS = 2;
const DEEP_FORMAT = 'MONO16';
const DEEP_BITS = 12;
const browsers = useBrowser();
const system = useSystem();
let deep: Capture;

beforeAll(async () => {
  for (let taken = 0; taken < JPEGS; taken += 1) await system.api('POST', '/cameras/bench-3/captures', { format: 'jpg' });
  await system.api('PUT', '/cameras/bench-3/settings', { pixelFormat: DEEP_FORMAT });
  await system.api('POST', '/cameras/bench-3/captures', { label: 'Twelve bits', format: 'ome-tiff' });
  deep = (await system.captures()).find(({ format }) => format === 'ome-tiff')!;
});

it('shows samples of more than 8 bits through a display window, and exports them as displayed', async () => {
  const { page: of, pageErrors } = await visit(browsers, system, ADMIN, `/library/${deep.id}`);
  expect(deep.bitDepth).toBe(DEEP_BITS);
  await of.locator('[data-testid=picture][data-shown=true]').waitFor();
  const white = of.getByTestId('window-panel').getByRole('spinbutton', { name: 'white' });
  await expect.poll(() => white.inputValue(), SOON).toBe(String(2 ** deep.bitDepth - 1));
  const shown = of.getByTestId('picture').locator('img');
  const source = async (): Promise<string> => (await shown.getAttribute('src')) ?? '';
  await expect.poll(source, SOON).toContain('/view');
  await white.fill('3000');
  await white.press('Enter');
  await expect.poll(source, SOON).toContain('white=3000');
  const [download] = await Promise.all([of.waitForEvent('download'), of.getByTestId('as-displayed').click()]);
  expect(download.suggestedFilename()).toBe(baseName(deep.name).replace(/\.ome\.tif+$/, '_as-displayed.png'));
  const picture = sharp(await readFile(await download.path()));
  expect(await picture.metadata()).toMatchObject({ format: 'png', width: deep.width, height: deep.height });
  expect((await picture.stats()).channels[0]!.stdev).toBeGreaterThan(4);
  expect(pageErrors).toEqual([]);
});

it('compares side by side, by wiping, by blinking and by difference', async () => {
  // Without motion, the page does not blink by itself.
  const { page: of, pageErrors } = await visit(browsers, system, ADMIN, '/library', { reducedMotion: 'no-preference' });
  await expect.poll(() => of.getByTestId('library-item').count(), SOON).toBe(JPEGS + 1);
  await of.getByTestId('library-item').nth(1).focus();
  await of.keyboard.press('Space');
  await of.keyboard.press('Shift+ArrowRight');
  await of.getByTestId('selection-count').getByText('2 selected').waitFor();
  await of.keyboard.press('c');
  await of.waitForURL('**/compare?ids=*');
  await expect.poll(() => of.locator('[data-testid=compare-pane] [data-shown=true]').count(), SOON).toBe(2);
  const zoom = of.getByTestId('compare-pane').nth(1).getByRole('group', { name: /Zoom/ });
  const transforms = (): Promise<string[]> =>
    of.locator('[data-testid=compare-pane] img').evaluateAll((images) => images.map((one) => (one as HTMLElement).style.transform));
  const [before] = await transforms();
  await zoom.hover();
  await of.mouse.wheel(0, -400);
  const zoomedTogether = async (): Promise<boolean> => {
    const [first, second] = await transforms();
    return first !== before && first === second;
  };
  await expect.poll(zoomedTogether, SOON).toBe(true);

  await of.keyboard.press('w');
  const wipe = of.getByTestId('wipe');
  await wipe.focus();
  await of.keyboard.press('Home');
  await expect.poll(() => wipe.getAttribute('aria-valuenow'), SOON).toBe('0');
  await of.keyboard.press('b');
  await of.locator('[data-testid=compare-stage][data-mode=blink]').waitFor();
  const letter = (): Promise<string> => of.getByTestId('compare-label').locator('b').innerText();
  const shown = new Set<string>();
  await expect.poll(async () => shown.add(await letter()).size, SOON).toBe(2);
  await of.keyboard.press('d');
  await expect.poll(() => of.getByTestId('difference').getAttribute('data-mean'), SOON).toMatch(/^\d+\.\d\d$/);
  expect(pageErrors).toEqual([]);
});

it('keeps the labels within their pictures in a phone in landscape', async () => {
  const ids = (await system.captures()).slice(0, 2).map(({ id }) => id);
  for (const id of ids) await system.api('PATCH', `/captures/${id}`, { rating: 5 });
  const { page } = await visit(browsers, system, ADMIN, `/compare?ids=${ids.join(',')}`, { viewport: { width: 844, height: 390 } });
  const labels = page.getByTestId('compare-label');
  await expect.poll(() => labels.count(), SOON).toBe(2);
  const ends = async (): Promise<boolean[]> =>
    labels.evaluateAll((all) =>
      all.map((label) => {
        const [own, pane] = [label, label.closest('section')!].map((one) => one.getBoundingClientRect());
        const buttons = [...label.querySelectorAll('button')].every((button) => button.getBoundingClientRect().right <= own!.right);
        return own!.right <= pane!.right - 8 && buttons;
      }),
    );
  await expect.poll(ends, SOON).toEqual([true, true]);
});

it('shows whole values, and only those that differ on request', async () => {
  const jpeg = (await system.captures()).find(({ format }) => format === 'jpg')!;
  const { page: of, pageErrors } = await visit(browsers, system, ADMIN, `/compare?ids=${jpeg.id},${deep.id}`);
  const rows = of.getByRole('table').locator('tbody tr');
  await rows.filter({ hasText: 'Mean' }).filter({ hasNotText: '—' }).waitFor();
  const all = await rows.count();
  expect(await rows.locator('td').evaluateAll((cells) => cells.filter((one) => one.scrollWidth > one.clientWidth).length)).toBe(0);
  const toggle = of.getByRole('button', { name: 'Only differences' });
  await toggle.click();
  await expect.poll(() => rows.count(), SOON).toBeLessThan(all);
  const same = rows.filter({ hasNot: of.locator('.differs') });
  expect([await rows.filter({ hasText: 'Label' }).count(), await same.count()]).toEqual([1, 0]);
  await of.reload();
  await rows.filter({ hasText: 'Label' }).waitFor();
  expect([await toggle.getAttribute('aria-pressed'), await same.count()]).toEqual(['true', 0]);
  expect(pageErrors).toEqual([]);
});

it('exports a comparison with its annotations', async () => {
  const [a, b] = (await system.captures()).filter(({ format }) => format === 'jpg') as [Capture, Capture];
  const { page: of, pageErrors } = await visit(browsers, system, ADMIN, `/compare?ids=${a.id},${b.id}`);
  await expect.poll(() => of.locator('[data-testid=compare-pane] [data-shown=true]').count(), SOON).toBe(2);
  const plain = await asDisplayed(of);

  await of.goto(`${system.url}/library/${b.id}`);
  await of.locator('[data-testid=picture][data-shown=true]').waitFor();
  await of.keyboard.press('a');
  await of.getByRole('toolbar', { name: 'Annotate' }).getByRole('button', { name: 'Rectangle', exact: true }).click();
  const box = (await of.getByTestId('picture').boundingBox())!;
  await of.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
  await of.mouse.down();
  await of.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6, { steps: 4 });
  await of.mouse.up();
  await of
    .getByTestId('annotation-layer')
    .getByRole('button', { name: /Rectangle/ })
    .waitFor();
  // The page shows the shape before the hub has it.
  const stored = async (): Promise<number> =>
    (await system.api<{ annotations: Annotation[] }>('GET', `/annotations?captureId=${b.id}`)).annotations.length;
  await expect.poll(stored, SOON).toBe(1);

  await of.goto(`${system.url}/compare?ids=${a.id},${b.id}`);
  await expect.poll(() => of.locator('[data-testid=compare-pane] [data-shown=true]').count(), SOON).toBe(2);
  const drawn = await asDisplayed(of);
  expect(drawn.size).toEqual(plain.size);
  expect(drawn.size).toEqual({ width: a.width + 4 + b.width, height: a.height });
  const row = drawn.size.width * 3;
  const leftHalf = (of: Buffer): Buffer[] => Array.from({ length: a.height }, (_, y) => of.subarray(y * row, y * row + a.width * 3));
  expect(Buffer.concat(leftHalf(drawn.pixels)).equals(Buffer.concat(leftHalf(plain.pixels)))).toBe(true);
  expect(drawn.pixels.equals(plain.pixels)).toBe(false);
  expect(pageErrors).toEqual([]);
});

async function asDisplayed(of: Page): Promise<{ pixels: Buffer; size: { width: number; height: number } }> {
  const [download] = await Promise.all([of.waitForEvent('download'), of.getByTestId('as-displayed').click()]);
  const { data, info } = await sharp(await readFile(await download.path()))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, size: { width: info.width, height: info.height } };
}
