/** What administrators do: roles at one camera, the audit trail, five hundred people, share links. */
import { readFile } from 'node:fs/promises';
import type { AuditEntry, User } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { lookAtAllSizes } from '../support/audit/screenshots.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView, visit } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem();
/** More than the table shows at once. */
const PEOPLE = 52;
const LONG = 'Maximilian-Alexander von und zu '.repeat(3).trim();

async function lookInBothThemes(page: Page, name: string): Promise<void> {
  await lookAtAllSizes(page, name);
  await page.emulateMedia({ colorScheme: 'light' });
  await lookAtAllSizes(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
}

it('gives a viewer control of one camera while the live view is open, and takes it back', async () => {
  const person = { email: 'max@example.org', name: LONG, password: 'a password of the tests' };
  await system.api<User>('POST', '/users', { ...person, role: 'viewer' });
  const { live } = await openLiveView(browsers, system, person);
  await expect.poll(() => live.capture.isDisabled(), SOON).toBe(true);

  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/users');
  await page.getByLabel('Search people').fill('maximilian');
  await page.getByRole('button', { name: `Roles of ${LONG} at cameras` }).click();
  const dialog = page.getByRole('dialog', { name: 'Roles at cameras' });
  await dialog.getByLabel('Role at Bench 3').selectOption('operator');
  await expect.poll(() => live.exposure.isEnabled(), SOON).toBe(true);
  await expect.poll(() => live.capture.isEnabled(), SOON).toBe(true);
  await lookInBothThemes(page, 'camera-roles');
  await dialog.getByLabel('Role at Bench 3').selectOption({ value: '' });
  await expect.poll(() => live.capture.isDisabled(), SOON).toBe(true);
  await page.keyboard.press('Escape');
  expect(pageErrors).toEqual([]);
});

it('finds and sorts people by mouse and keyboard, in pages', async () => {
  for (let n = 0; n < PEOPLE; n += 1) await system.api<User>('POST', '/users', account(n));
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/users');
  const rows = page.locator('tbody tr');
  await expect.poll(() => rows.count(), SOON).toBe(50);
  await page.getByRole('button', { name: /^Show more/ }).click();
  await expect.poll(() => rows.count(), SOON).toBe(PEOPLE + 2);
  await lookInBothThemes(page, 'people');

  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect.poll(() => rows.first().textContent(), SOON).toContain(`Person ${PEOPLE - 1}`);
  await page.keyboard.press('/');
  await page.keyboard.type('person 1 example');
  await expect.poll(() => rows.count(), SOON).toBe(15);
  await page.getByRole('combobox', { name: 'Role of Person 19' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  expect(await focusedLabel(page)).toBe('Set… – Roles of Person 18 at cameras');
  await page.keyboard.press('End');
  expect(await focusedLabel(page)).toBe('Set… – Roles of Person 1 at cameras');
  // One row is a stop of the Tab key, so that the keyboard gets past the table.
  expect(await page.locator('tbody [tabindex="0"]').count()).toBe(6);
  expect(pageErrors).toEqual([]);
});

it('shows who did what, filtered, and exports it', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/audit');
  const entries = page.getByTestId('audit-entry');
  await entries.first().waitFor();
  await lookInBothThemes(page, 'audit');
  await page.getByLabel('Kind').selectOption('people');
  await page.getByLabel('Object').fill('person-7@');
  await expect.poll(() => entries.count(), SOON).toBe(1);
  await entries.getByText('Account created').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('audit-json').click()]);
  const exported = JSON.parse(await readFile(await download.path(), 'utf8')) as AuditEntry[];
  expect(exported).toMatchObject([{ action: 'user.created', subject: 'person-7@example.org' }]);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(() => entries.count(), SOON).toBeGreaterThan(PEOPLE);
  expect(pageErrors).toEqual([]);
});

it('explains that only this machine can open a link, when nobody else can', async () => {
  const { page } = await openLiveView(browsers, system, ADMIN);
  await page.getByTestId('share').click();
  await page.getByRole('button', { name: 'Create the link' }).click();
  await page.getByText('Only this machine can open this address.').waitFor();
});

function account(n: number): object {
  return { email: `person-${n}@example.org`, name: `Person ${n}`, role: 'viewer', password: 'a password of the tests' };
}

function focusedLabel(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
}
