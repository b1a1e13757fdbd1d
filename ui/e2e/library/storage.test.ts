/** Storage use and retention rules: previewed before they run, and undone from the trash. */
import { createHash, randomUUID } from 'node:crypto';
import { METADATA_HEADER, type Capture, type CapturePage } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { ADMIN, CAMERA_TOKEN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const DAY_US = 86_400_000_000;
const browsers = useBrowser();
const system = useSystem();

beforeAll(async () => {
  await system.api('POST', '/cameras/bench-3/captures', { label: 'new' });
  const [capture] = await system.captures();
  await uploadAged(capture!, 400);
});

/** Uploads a copy of the capture that is this many days older, as a camera service would. */
async function uploadAged(capture: Capture, days: number): Promise<void> {
  const token = await system.tokenOf(ADMIN);
  const answer = await fetch(system.url + capture.url, { headers: { authorization: `Bearer ${token}` } });
  const body = new Uint8Array(await answer.arrayBuffer());
  const aged = { id: randomUUID(), capturedAtUs: capture.capturedAtUs - days * DAY_US, filename: `aged_${capture.filename}`, label: 'old' };
  const digest = createHash('sha256').update(body).digest('base64');
  const uploaded = await fetch(`${system.url}/ingest/v1/captures/${aged.id}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${CAMERA_TOKEN}`,
      'content-digest': `sha-256=:${digest}:`,
      [METADATA_HEADER]: Buffer.from(JSON.stringify({ ...capture, ...aged })).toString('base64url'),
    },
    body,
  });
  if (uploaded.status !== 201) throw new Error(`the aged copy was not accepted: ${uploaded.status} ${await uploaded.text()}`);
}

it('previews, saves, applies and undoes a rule; emptying the trash needs a typed confirmation', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/storage');
  await page.getByTestId('free-space').waitFor();
  const cameras = page.getByRole('region', { name: 'By camera' });
  await cameras
    .getByRole('row', { name: /Bench 3/ })
    .getByText('2', { exact: true })
    .waitFor();

  await page.getByRole('button', { name: 'Add a rule' }).click();
  const days = page.getByLabel('Older than, days');
  await days.fill('0');
  await page.getByText('1 to 36 500 days').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Dry run' }).isDisabled(), SOON).toBe(true);
  await days.fill('500');
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByText('No captures match the rules', { exact: true }).waitFor();
  await days.fill('180');
  await expect.poll(() => page.getByTestId('plan').count(), SOON).toBe(0);
  await page.getByRole('button', { name: 'Dry run' }).click();
  const plan = page.getByTestId('plan');
  await plan.getByRole('heading', { name: /^1 capture, .* would be moved to the trash$/ }).waitFor();
  await plan.getByRole('link', { name: /_old\.jpg/ }).waitFor();
  expect(await system.captures()).toHaveLength(2);

  await page.getByLabel('Quota, GB').fill('much');
  await expect.poll(() => page.getByRole('button', { name: 'Save the rules' }).isDisabled(), SOON).toBe(true);
  await page.getByLabel('Quota, GB').fill('500');
  await page.getByRole('button', { name: 'Save the rules' }).click();
  await expect.poll(() => page.getByText('not saved').count(), SOON).toBe(0);
  await expect
    .poll(() => system.api('GET', '/storage/rules'), SOON)
    .toMatchObject({ quotaBytes: 500e9, retention: [{ name: 'Rule 1', olderThanDays: 180 }] });

  await plan.getByRole('button', { name: 'Move to the trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move to the trash' }).click();
  await page.getByTestId('storage-done').getByText('1 capture').waitFor();
  expect((await system.captures()).map(({ label }) => label)).toEqual(['new']);
  const [trashed] = (await system.api<CapturePage>('GET', '/captures?deleted=true')).captures;
  expect(trashed?.label).toBe('old');

  await page.getByRole('button', { name: 'Empty the trash…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Empty the trash?' });
  const purge = dialog.getByRole('button', { name: 'Delete permanently' });
  await expect.poll(() => purge.isDisabled(), SOON).toBe(true);
  await dialog.getByLabel('Type “delete” to confirm').fill('delete');
  await purge.click();
  await page.getByTestId('storage-done').getByText('deleted permanently').waitFor();
  expect((await system.api<CapturePage>('GET', '/captures?deleted=true')).total).toBe(0);
  expect(pageErrors).toEqual([]);
});

it('operators can look; other roles have no access', async () => {
  const operator = await visit(browsers, system, await system.addPerson('operator', 'Ben'), '/storage');
  await operator.page.getByTestId('free-space').waitFor();
  await operator.page.getByText('Only administrators can change the rules.').waitFor();
  for (const name of ['Add a rule', 'Save the rules', 'Empty the trash…'])
    expect(await operator.page.getByRole('button', { name }).count()).toBe(0);
  const viewer = await visit(browsers, system, await system.addPerson('viewer', 'Vera'), '/storage');
  await viewer.page.getByRole('heading', { name: 'For operators' }).waitFor();
  expect(await viewer.page.getByRole('link', { name: 'Storage' }).count()).toBe(0);
});
