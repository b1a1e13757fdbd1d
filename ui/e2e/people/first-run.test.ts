/** The first run in the browser: the link of an empty hub, the first administrator, the first camera, the tour. */
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { lookAtAllSizes } from '../support/audit/screenshots.ts';
import { ADMIN, System } from '../support/system.ts';

const browsers = useBrowser();
const system = new System();
let link: string;

beforeAll(async () => {
  await system.open(await createTemporaryDatabase(), { EYEPIECE_ADMIN_PASSWORD: '' });
  link = await vi.waitFor(() => {
    const path = system.hubLog.flatMap(({ path }) => (typeof path === 'string' ? [path] : []))[0] ?? '';
    if (!/^\/setup#[\w-]{43}$/.test(path)) throw new Error('the hub has not logged its link');
    return system.url + path;
  }, SOON);
});
afterAll(() => system.close());

it('creates the first administrator and shows the first camera with a tour; the link then works no more', async () => {
  const { page, pageErrors } = await browsers.open();
  await page.goto(system.url);
  await page.getByTestId('first-run-hint').waitFor();
  await page.goto(link.replace(/#.*/, ''));
  await page.getByText('This link is not complete').waitFor();

  await page.goto(link);
  await page.getByTestId('setup-name').fill(ADMIN.name);
  await page.getByTestId('setup-email').fill(ADMIN.email);
  await page.getByTestId('setup-password').fill('short');
  await page.getByTestId('setup-again').fill('short');
  await page.getByTestId('setup-create').click();
  await page.getByText('At least 10 characters; this one has 5').waitFor();
  await page.getByTestId('setup-password').fill(ADMIN.password);
  await page.getByTestId('setup-create').click();
  await page.getByText('The two passwords differ').waitFor();
  await page.getByTestId('setup-again').fill(ADMIN.password);
  await lookAtAllSizes(page, 'first-run');
  await page.getByTestId('setup-create').click();
  await page.getByText('No camera has connected yet.').waitFor();
  expect(new URL(page.url()).hash).toBe('');

  await system.startCamera('bench-3', { CAMERA_NAME: 'Bench 3' });
  await lookAtAllSizes(page, 'first-camera');
  await page.getByTestId('setup-cameras').getByRole('button', { name: 'Bench 3' }).click();
  await new LivePage(page).untilLive(true);
  const tour = page.getByTestId('tour');
  await lookAtAllSizes(page, 'tour');
  for (const step of [1, 2, 3, 4]) {
    await tour.getByText(`${step} of 5`).waitFor();
    await page.getByTestId('tour-next').click();
  }
  await tour.getByRole('button', { name: 'Close' }).click();
  await tour.waitFor({ state: 'detached' });
  await page.reload();
  await new LivePage(page).untilLive(true);
  expect(await tour.count()).toBe(0);

  const other = await browsers.open();
  await other.page.goto(link);
  await other.page.getByTestId('setup-name').fill('Mallory');
  await other.page.getByTestId('setup-email').fill('mallory@example.org');
  await other.page.getByTestId('setup-password').fill('a password of Mallory');
  await other.page.getByTestId('setup-again').fill('a password of Mallory');
  await other.page.getByTestId('setup-create').click();
  await other.page.getByText('This link no longer works').waitFor();
  expect((await system.api<{ users: unknown[] }>('GET', '/users')).users).toHaveLength(1);
  expect(pageErrors).toEqual([]);
});
