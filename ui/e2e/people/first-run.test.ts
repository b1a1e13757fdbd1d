/** The first run in the browser: the link of an empty hub, the first administrator, the first camera, the tour. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILING_PARTS_FILE, type CameraState } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { Walk } from '../support/audit/walk.ts';
import { ADMIN, System } from '../support/system.ts';

const browsers = useBrowser();
const system = new System();
let link: string;
let recordings: string;

beforeAll(async () => {
  recordings = await mkdtemp(join(tmpdir(), 'eyepiece-recordings-'));
  await system.open(await createTemporaryDatabase(), { EYEPIECE_ADMIN_PASSWORD: '' });
  link = await vi.waitFor(() => {
    const path = system.hubLog.flatMap(({ path }) => (typeof path === 'string' ? [path] : []))[0] ?? '';
    if (!/^\/setup#[\w-]{43}$/.test(path)) throw new Error('the hub has not logged its link');
    return system.url + path;
  }, SOON);
});
afterAll(async () => {
  await system.close();
  await rm(recordings, { recursive: true, force: true });
});

it('creates the first administrator and shows the first camera with a tour; the link then works no more', async () => {
  const { page, pageErrors } = await browsers.open();
  const states = new Walk(page, { name: 'desk', device: 'desk', themes: ['dark', 'light'] });
  await states.visit(system.url, [{ name: 'first-run-hint', path: '/', there: '[data-testid=first-run-hint]' }]);
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
  await states.check({ name: 'first-run' });
  await page.getByTestId('setup-create').click();
  await page.getByText('No camera has connected yet.').waitFor();
  expect(new URL(page.url()).hash).toBe('');

  await mkdir(join(recordings, 'plate'), { recursive: true });
  const picture = sharp({ create: { width: 320, height: 256, channels: 3, background: '#304050' } });
  await picture.jpeg().toFile(join(recordings, 'plate', '1.jpg'));
  await system.startCamera('bench-3', { CAMERA_NAME: 'Bench 3', CAMERA_CHOICE: 'on', REPLAY_FOLDER: recordings });
  const choice = page.getByTestId('camera-choice');
  expect(await choice.getByRole('radio', { name: 'Simulated microscope' }).isChecked()).toBe(true);
  await choice.getByText(recordings).waitFor();
  await states.check({ name: 'first-camera' });
  await choice.getByRole('radio', { name: 'plate' }).check();
  await page.getByTestId('choice-use').click();
  await new LivePage(page).untilLive(true);
  const tour = page.getByTestId('tour');
  for (const step of [1, 2, 3, 4]) {
    await tour.getByText(`${step} of 5`).waitFor();
    await page.getByTestId('tour-next').click();
  }
  await tour.getByRole('button', { name: 'Close' }).click();
  await tour.waitFor({ state: 'detached' });
  await page.reload();
  await new LivePage(page).untilLive(true);
  expect(await tour.count()).toBe(0);
  const driver = async (): Promise<string> => (await system.api<CameraState>('GET', '/cameras/bench-3')).driver;
  expect(await driver()).toBe('replay');

  // An administrator changes the choice in the live view.
  await page.getByTestId('section-device').getByRole('button', { name: 'Device' }).click();
  await page.getByTestId('choice-open').click();
  await choice.getByRole('radio', { name: 'Simulated microscope' }).check();
  await page.getByTestId('choice-use').click();
  await choice.waitFor({ state: 'detached' });
  expect(await driver()).toBe('simulated');
  await new LivePage(page).untilLive(true);

  // The launcher tells the hub in this file that a service does not run.
  await system.camera('bench-3').stop();
  const failing = { name: 'bench-3', failures: 3, since: new Date().toISOString(), reason: 'the port of its interface is in use' };
  await writeFile(join(system.folder, 'hub', FAILING_PARTS_FILE), JSON.stringify({ parts: [failing] }));
  const card = page.getByTestId('failing-service');
  await card.getByText('It ended 3 times').waitFor();
  await card.getByText(failing.reason).waitFor();
  await states.check({ name: 'failing-service', pictures: true });

  const other = await browsers.open();
  await other.page.goto(link);
  await other.page.getByTestId('setup-name').fill('Mallory');
  await other.page.getByTestId('setup-email').fill('mallory@example.org');
  await other.page.getByTestId('setup-password').fill('a password of Mallory');
  await other.page.getByTestId('setup-again').fill('a password of Mallory');
  await other.page.getByTestId('setup-create').click();
  await other.page.getByText('This link no longer works').waitFor();
  expect((await system.api<{ users: unknown[] }>('GET', '/users')).users).toHaveLength(1);
  expect(states.found).toEqual({});
  expect(pageErrors).toEqual([]);
});
