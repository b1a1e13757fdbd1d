/** API keys in the browser: a person makes one and revokes it; an administrator makes one for a service account. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { lookAtAllSizes } from '../support/audit/screenshots.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem();

const statusOf = async (path: string, key: string): Promise<number> =>
  (await fetch(`${system.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).status;
const newKey = (page: Page): Promise<string> => page.getByTestId('new-key').inputValue();

it('is made under Account, shown once, used, and revoked', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/account');
  await page.getByText('There are no keys.').waitFor();
  await page.getByRole('button', { name: 'Create a key' }).click();
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByText('A name of 1 to 40 characters').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('nightly');
  await page.getByRole('checkbox', { name: /^Read the library/ }).check();
  await lookAtAllSizes(page, 'key-form');
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByTestId('new-key').waitFor();
  const key = await newKey(page);
  expect([await statusOf('/cameras', key), await statusOf('/captures', key), await statusOf('/users', key)]).toEqual([200, 200, 403]);
  // The field shows the beginning of the key.
  expect(await page.getByTestId('new-key').evaluate((field) => field.scrollLeft)).toBe(0);
  await lookAtAllSizes(page, 'new-key');

  await page.reload();
  const row = page.getByTestId('api-key');
  await row.waitFor();
  expect(await page.content()).not.toContain(key);
  expect(await row.textContent()).toMatch(/nightly.*Watch, Read the library · all cameras · for 90 d · last used \d+ (s|min) ago from/);
  await row.getByRole('button', { name: 'Revoke – the key nightly' }).click();
  await page.getByText('There are no keys.').waitFor();
  expect(await statusOf('/cameras', key)).toBe(401);
  expect(pageErrors).toEqual([]);
});

it('is made by an administrator for a service account', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/users');
  await page.getByRole('button', { name: 'Add a service account' }).click();
  const account = page.getByRole('dialog', { name: 'Add a service account' });
  await account.getByLabel('Name', { exact: true }).fill('Night robot');
  await account.getByLabel('Role').selectOption('operator');
  await account.getByRole('button', { name: 'Add', exact: true }).click();
  const keys = page.getByRole('dialog', { name: 'API keys of Night robot' });
  await keys.getByRole('button', { name: 'Create a key' }).click();
  await keys.getByLabel('Name', { exact: true }).fill('lab machine');
  await keys.getByRole('checkbox', { name: /^Capture/ }).check();
  await keys.getByRole('button', { name: 'Create the key' }).click();
  await page.getByTestId('new-key').waitFor();
  const key = await newKey(page);
  await lookAtAllSizes(page, 'service-account-keys');
  await keys.getByRole('button', { name: 'Close' }).click();

  const row = page.locator('tbody tr', { hasText: 'Night robot' });
  await row.getByText('Service account').waitFor();
  expect(await row.getByRole('button', { name: 'Reset password' }).count()).toBe(0);
  await lookAtAllSizes(page, 'people-with-service-account');
  expect(await statusOf('/auth/me', key)).toBe(200);
  await row.getByRole('button', { name: 'Disable' }).click();
  await expect.poll(() => statusOf('/auth/me', key), SOON).toBe(401);
  expect(pageErrors).toEqual([]);
});
