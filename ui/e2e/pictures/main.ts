/**
 * `npm run pictures`: makes the picture and the film of the README, and the pictures of the manual, from the running
 * product. `-- --manual` makes only those of the manual.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_FLAGS } from '@eyepiece/harness/system/chromium-flags';
import { CHECKOUT } from '@eyepiece/harness/system/programs';
import { ensureUiBuilt } from '@eyepiece/host/build/ui-build';
import { findChromium } from '@eyepiece/host/programs/chromium';
import { chromium, type Browser, type Page } from 'playwright-core';
import sharp from 'sharp';
import { Recorder } from './film.ts';
import { manualPictures } from './manual-pictures.ts';
import { CAMERA, prepare, Product, type Account } from './product.ts';
import { hidePointer, play, showPointer, untilLive } from './story.ts';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const FILM_BYTES_MAX = 2_000_000;
const FULL_QUALITY_WITHIN_MS = 60_000;
const FILM_SIZE = { width: 1152, height: 720 };
const PICTURE_SIZE = { width: 1440, height: 900 };
const MANUAL_SIZE = { width: 1200, height: 750 };
const ONLY_MANUAL = process.argv.includes('--manual');

async function openPage(browser: Browser, account: Account, viewport: typeof FILM_SIZE): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'UTC', colorScheme: 'dark' });
  await context.addCookies([account.cookie]);
  return context.newPage();
}

async function openLive(browser: Browser, product: Product, account: Account): Promise<Page> {
  const page = await openPage(browser, account, FILM_SIZE);
  await page.goto(product.url);
  await untilLive(page);
  // The picture fills its pane.
  await page.keyboard.press('f');
  await page.getByTestId('section-camera').waitFor();
  return page;
}

async function make(browser: Browser, product: Product): Promise<void> {
  const administrator = await product.administrator();
  const [ana, ben] = [await administrator.add('Ana', 'operator'), await administrator.add('Ben', 'operator')];
  await prepare(ana);
  await makeManual(browser, product, ana);
  if (ONLY_MANUAL) return;
  const [page, other] = [await openLive(browser, product, ana), await openLive(browser, product, ben)];
  const holdStill = (): Promise<void> => ana.call('PUT', `/cameras/${CAMERA}/settings`, { holdStill: 'on' });
  await showPointer(page);
  const recorder = await Recorder.start(page);
  await play(page, other, holdStill);
  const film = await recorder.stop();
  await store('film.webp', await film.encode(FILM_BYTES_MAX), `${(film.durationMs / 1000).toFixed(1)} s`);
  await hidePointer(page);
  await page.setViewportSize(PICTURE_SIZE);
  await page.mouse.move(1, 1);
  await untilLive(page);
  await untilFullQuality(page);
  const picture = await page.screenshot({ animations: 'disabled' });
  await store(
    'live.webp',
    await sharp(picture).webp({ quality: 86, effort: 6 }).toBuffer(),
    `${PICTURE_SIZE.width} × ${PICTURE_SIZE.height}`,
  );
}

async function makeManual(browser: Browser, product: Product, ana: Account): Promise<void> {
  for (const { name, take } of await manualPictures(product.url, ana)) {
    const page = await openPage(browser, ana, MANUAL_SIZE);
    await take(page);
    const picture = await page.screenshot({ animations: 'disabled' });
    await store(
      `${name}.webp`,
      await sharp(picture).webp({ quality: 80, effort: 6 }).toBuffer(),
      `${MANUAL_SIZE.width} × ${MANUAL_SIZE.height}`,
    );
    await page.context().close();
  }
}

/** On a busy machine the picture stays reduced, and is taken as it is. */
async function untilFullQuality(page: Page): Promise<void> {
  await page
    .getByTestId('reduced-quality')
    .waitFor({ state: 'detached', timeout: FULL_QUALITY_WITHIN_MS })
    .catch(() => process.stdout.write('The machine is busy: the picture has reduced quality.\n'));
}

async function store(name: string, content: Buffer, facts: string): Promise<void> {
  await mkdir(IMAGES, { recursive: true });
  await writeFile(`${IMAGES}${name}`, content);
  process.stdout.write(`docs/images/${name}: ${Math.ceil(content.length / 1000)} kB, ${facts}\n`);
}

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('no Chromium was found: install it or set CHROMIUM_PATH');
await ensureUiBuilt(CHECKOUT, (title, work) => {
  process.stdout.write(`${title}\n`);
  return work();
});
const product = await Product.start();
try {
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  try {
    await make(browser, product);
  } finally {
    await browser.close();
  }
} finally {
  await product.close();
}
