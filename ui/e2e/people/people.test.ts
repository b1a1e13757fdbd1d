/** An administrator adds a user, changes their role and disables them while they watch. */
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const NORA = { name: 'Nora Lind', email: 'nora@example.org', password: 'a password of the tests' };

const browsers = useBrowser();
const system = useSystem();

it('adds a user who can watch, is visible to others, and is signed out soon after being disabled', async () => {
  const { page: admin } = await browsers.open();
  const adminLive = new LivePage(admin);
  await adminLive.signIn(`${system.url}/users`, ADMIN);
  await admin.getByRole('button', { name: 'Add a user' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Add a user' });
  await dialog.getByLabel('Name').fill(NORA.name);
  await dialog.getByLabel('Email').fill('not an address');
  await dialog.getByLabel('First password').fill('short');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByText('An email address', { exact: true }).waitFor();
  await dialog.getByText('At least 10 characters', { exact: true }).waitFor();
  await dialog.getByLabel('Email').fill(NORA.email);
  await dialog.getByLabel('First password').fill(NORA.password);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.waitFor({ state: 'detached' });
  const row = admin.getByRole('row', { name: NORA.name });
  await row.waitFor();

  const { page: nora } = await browsers.open();
  const noraLive = new LivePage(nora);
  await noraLive.signIn(system.url, NORA);
  await noraLive.expectAdvancing();
  await expect.poll(() => noraLive.capture.isDisabled(), SOON).toBe(true);
  await row.getByText('online').waitFor();

  await row.getByRole('combobox').selectOption('operator');
  await expect.poll(() => noraLive.capture.isEnabled(), SOON).toBe(true);
  await expect.poll(() => noraLive.exposure.isEnabled(), SOON).toBe(true);
  await noraLive.snap();
  await expect.poll(async () => (await system.captures())[0]?.user?.name, SOON).toBe(NORA.name);

  await nora.goto(`${system.url}/account`);
  await nora.getByTestId('login-session').getByText('(this browser)').waitFor();
  await expect.poll(() => nora.getByTestId('login-session').count(), SOON).toBe(1);
  await nora.goto(system.url);
  await noraLive.expectAdvancing();

  await row.getByRole('button', { name: 'Sign out' }).click();
  await admin.getByRole('dialog', { name: 'Sign out Nora Lind everywhere?' }).getByRole('button', { name: 'Sign out everywhere' }).click();
  await nora.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await nora.getByTestId('password').fill(NORA.password);
  await nora.getByTestId('sign-in').click();
  await noraLive.untilLive(true);

  await row.getByRole('button', { name: 'Disable' }).click();
  await nora.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await noraLive.untilLive(false);
  await nora.getByTestId('password').fill(NORA.password);
  await nora.getByTestId('sign-in').click();
  await nora.getByTestId('sign-in-error').waitFor();
});
