/** The capture bar: names by a template, long exposures that are cancelled, and reasons while frames stop. */
import { baseName } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView } from '../support/visit.ts';

const EXPOSURE_MS = 2000;
const browsers = useBrowser();
const system = useSystem();
let ben: Person;

beforeAll(async () => {
  ben = await system.addPerson('contributor', 'Ben');
});

const atTheLiveView = (person: Person) => openLiveView(browsers, system, person);

it("names captures by each person's template, shows the next name, and never uses a name twice", async () => {
  const [admin, other] = [await atTheLiveView(ADMIN), await atTheLiveView(ben)];
  const { page, live } = admin;
  await page.getByRole('button', { name: 'Label' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('Slide 12');
  const template = page.getByTestId('name-template');
  await expect.poll(() => page.getByTestId('name-preview').textContent(), SOON).toMatch(/^\s*\d{4}-\d\d-\d\d\/.*_0001_Slide 12\.jpg\s*$/);
  await template.fill('../{label}.{ext}');
  await page.getByText('The name has the folder "..": names stay inside the library.').first().waitFor();
  await expect.poll(() => live.capture.isDisabled(), SOON).toBe(true);
  await template.fill('{what}.{ext}');
  await page
    .getByText(/^The name has no field \{what\}; the fields are/)
    .first()
    .waitFor();
  await template.fill('{person}/{label}.{ext}');
  await expect.poll(() => page.getByTestId('name-preview').textContent(), SOON).toMatch(/\/Slide 12\.jpg\s*$/);
  await page.keyboard.press('Escape');
  await live.snap();
  await live.snap();
  await other.live.snap();
  const names = async (): Promise<string[]> => (await system.captures()).map(({ name }) => baseName(name)).toSorted();
  await expect.poll(names, SOON).toEqual([expect.stringMatching(/_\d{8}T\d{6}\.\d{3}Z_\d{4}\.jpg$/), 'Slide 12.jpg', 'Slide 12_2.jpg']);

  // The choice is kept for the person on this camera.
  await page.reload();
  await live.untilLive(true);
  await page.getByRole('button', { name: 'Label' }).click();
  await expect.poll(() => template.inputValue(), SOON).toBe('{person}/{label}.{ext}');
  await page.getByRole('textbox', { name: 'Label' }).fill('');
  await page.keyboard.press('Escape');
  expect([...admin.pageErrors, ...other.pageErrors]).toEqual([]);
});

it('shows the time of a long exposure to everyone, and the person who ordered it can cancel it', async () => {
  await system.api('PUT', '/cameras/bench-3/settings', { exposure: EXPOSURE_MS });
  const [admin, other] = [await atTheLiveView(ADMIN), await atTheLiveView(ben)];
  const before = (await system.captures()).length;
  await other.page.getByRole('button', { name: 'Label' }).click();
  await other.page.getByRole('textbox', { name: 'Average' }).fill('64');
  await other.page.keyboard.press('Escape');
  await other.live.capture.click();
  await admin.page
    .getByTestId('exposure')
    .getByText(/^Ben exposes: \d+:\d\d left$/)
    .waitFor();
  await other.page
    .getByTestId('exposure')
    .getByText(/^Exposing: \d+:\d\d left$/)
    .waitFor();
  await other.page.getByTestId('cancel-capture').click();
  await other.page.getByText('Ben cancelled the capture.').first().waitFor();
  for (const { page } of [admin, other]) await page.getByTestId('exposure').waitFor({ state: 'detached' });
  await expect.poll(() => other.live.capture.isEnabled(), SOON).toBe(true);
  expect(await system.captures()).toHaveLength(before);

  // An administrator cancels the capture of another person.
  await other.live.capture.click();
  await admin.page.getByTestId('cancel-capture').click();
  await other.page
    .getByText(/ cancelled the capture\.$/)
    .first()
    .waitFor();
  await system.api('PUT', '/cameras/bench-3/settings', { exposure: 8 });
  await other.live.expectAdvancing();
  expect(await system.captures()).toHaveLength(before);
  expect([...admin.pageErrors, ...other.pageErrors]).toEqual([]);
});

it('says why nothing can be captured while frames stop', async () => {
  const { page, live, pageErrors } = await atTheLiveView(ADMIN);
  await system.camera('bench-3').kill();
  await live.untilLive(false);
  for (const id of ['capture', 'burst', 'burst-setup', 'timelapse', 'record', 'record-setup']) {
    const button = page.getByTestId(id);
    await expect.poll(() => button.isDisabled(), SOON).toBe(true);
    await expect.poll(() => button.getAttribute('title'), SOON).toMatch(/\.$/);
  }
  await expect.poll(() => page.locator('#capture-note').textContent(), SOON).toContain('The picture is not live: camera service down.');
  expect(await live.capture.getAttribute('aria-describedby')).toBe('capture-note');
  expect(pageErrors).toEqual([]);
});
