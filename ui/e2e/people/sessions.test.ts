/** Working together: a session with its log, seen by all members; and guests with a shared link. */
import { readFile } from 'node:fs/promises';
import { baseName, type Capture, type CaptureSession, type SessionPage } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { openLiveView, visit } from '../support/visit.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const TITLE = 'Tissue sections, slide 12';
const browsers = useBrowser();
const system = useSystem();
let ben: Person;

beforeAll(async () => {
  ben = await system.addPerson('operator', 'Ben');
});

const atTheLiveView = (person: Person) => openLiveView(browsers, system, person);

async function atTheSession(person: Person, id: string): Promise<Page> {
  const { page } = await visit(browsers, system, person, `/sessions/${id}`);
  await page.getByRole('log').waitFor();
  return page;
}

async function openSession(): Promise<CaptureSession | undefined> {
  return (await system.api<SessionPage>('GET', '/sessions?open=true')).sessions[0];
}

const panel = (page: Page) => page.getByTestId('section-session');
const log = (page: Page) => page.getByTestId('session-log');

async function write(page: Page, text: string): Promise<void> {
  await page.getByTestId('note').fill(text);
  await page.getByTestId('note').press('Control+Enter');
  await expect.poll(() => page.getByTestId('note').inputValue(), SOON).toBe('');
}

it('starts and joins a session whose log both people write and all see', async () => {
  const ana = await atTheLiveView(ADMIN);
  const other = await atTheLiveView(ben);
  await panel(ana.page).getByRole('button', { name: 'Start a session' }).click();
  const dialog = ana.page.getByRole('dialog', { name: 'Start a session' });
  await dialog.getByRole('button', { name: 'Start' }).click();
  await dialog.getByText('A title of 1 to 120 characters').waitFor();
  await dialog.getByLabel('Title').fill(TITLE);
  await dialog.getByLabel('Tags').fill('colon, IHC');
  await dialog.getByRole('button', { name: 'Start' }).click();
  for (const { page } of [ana, other]) await page.getByRole('link', { name: `Session ${TITLE}` }).waitFor();

  await panel(other.page).getByRole('button', { name: 'Join' }).click();
  await panel(ana.page).getByRole('img', { name: 'Participants: Administrator, Ben' }).waitFor();
  // The page reports typing every 3 s, and without a connection not at all.
  const typing = async (): Promise<number> => {
    await other.page.getByTestId('note').pressSequentially('Gland ');
    return ana.page.getByText('Ben is writing…').count();
  };
  await expect.poll(typing, { ...SOON, interval: 500 }).toBe(1);
  await write(other.page, 'Gland at the left looks **denser**.');
  await log(ana.page).getByText('“Gland at the left looks denser.”').waitFor();
  await expect.poll(() => ana.page.getByText('Ben is writing…').count(), SOON).toBe(0);

  await ana.live.snap();
  const [capture] = await expect
    .poll(() => system.captures(), SOON)
    .toHaveLength(1)
    .then(() => system.captures());
  for (const { page } of [ana, other])
    await log(page)
      .getByRole('link', { name: baseName(capture!.name) })
      .waitFor();
  expect(capture!.sessionId).toBe((await openSession())?.id);

  await ana.page.getByTestId('note').fill('half a thought');
  await ana.page.reload();
  await expect.poll(() => ana.page.getByTestId('note').inputValue(), SOON).toBe('half a thought');
  await ana.page.getByTestId('note').press('Control+Enter');
  await log(other.page).getByText('“half a thought”').waitFor();
  expect([...ana.pageErrors, ...other.pageErrors]).toEqual([]);
});

it('a late member reads the whole log; concurrent edits of a note lose nothing', async () => {
  const session = (await openSession())!;
  const [one, two] = [await atTheSession(ben, session.id), await atTheSession(ben, session.id)];
  const late = await atTheSession(await system.addPerson('viewer', 'Vera'), session.id);
  for (const text of ['started the session', 'joined', 'Gland at the left', 'half a thought']) await late.getByText(text).first().waitFor();
  await late.getByTestId('log-entry').getByRole('link').first().waitFor();
  await expect.poll(() => late.getByRole('strong').filter({ hasText: 'denser' }).count(), SOON).toBe(1);
  await expect.poll(() => late.getByTestId('session-capture').count(), SOON).toBe(1);
  await expect.poll(() => late.getByTestId('note').count(), SOON).toBe(0);

  const note = (page: Page) => page.getByRole('article', { name: 'Note by Ben' }).first();
  for (const page of [one, two]) await note(page).getByRole('button', { name: 'Edit the note' }).click();
  await note(one).getByRole('textbox').fill('paler');
  await note(one).getByRole('button', { name: 'Save' }).click();
  await note(late).getByText('paler').waitFor();
  await note(two).getByTestId('note-conflict').getByText('paler').waitFor();
  await note(two).getByRole('textbox').fill('paler, and denser');
  await note(two).getByRole('button', { name: 'Keep mine' }).click();
  for (const page of [one, late]) await note(page).getByText('paler, and denser').waitFor();

  await note(one).getByRole('button', { name: 'Delete the note' }).click();
  // Under the mouse, the notice stays.
  await one.getByTestId('undo').hover();
  await late.getByText('deleted a note').waitFor();
  await one.getByTestId('undo').click();
  await note(late).getByText('paler, and denser').waitFor();

  await late.getByRole('button', { name: 'Captures' }).click();
  await expect.poll(() => late.getByTestId('log-entry').count(), SOON).toBe(1);
});

it('renames a session in place, exports it as a zip, and ends it', async () => {
  const session = (await openSession())!;
  const page = await atTheSession(ADMIN, session.id);
  await page.getByRole('button', { name: `Title: ${TITLE}. Edit` }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Slide 12');
  await page.keyboard.press('Enter');
  await page.getByText('renamed the session to "Slide 12"').waitFor();

  const downloading = page.waitForEvent('download');
  await page.getByTestId('export').click();
  const download = await downloading;
  const zip = await readFile(await download.path());
  expect(download.suggestedFilename()).toMatch(/\.zip$/);
  expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  expect(zip.includes('report.html')).toBe(true);
  await page
    .getByTestId('export-message')
    .getByText(/\d+ files, .*[kM]B/)
    .waitFor();

  await page.getByRole('button', { name: 'End…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
  await page.getByText('Ended', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Sessions' }).first().click();
  await page.getByRole('region', { name: 'Earlier' }).getByText('Slide 12').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('nowhere');
  await page.getByText('Nothing matches').waitFor();
});

it('guests: a live link shows the picture until the session ends, a session link its log; neither works after it is revoked', async () => {
  const session = await system.api<CaptureSession>('POST', '/sessions', { cameraId: 'bench-3', title: TITLE });
  await system.api<Capture>('POST', '/cameras/bench-3/captures', {});
  const ana = await atTheSession(ADMIN, session.id);
  await ana.getByRole('button', { name: 'Share' }).click();
  const dialog = ana.getByRole('dialog', { name: 'Share a link' });
  const link = async (kind: string): Promise<string> => {
    await dialog.getByRole('radio', { name: kind }).check();
    await dialog.getByLabel('Recipient').fill(kind);
    const [before] = await dialog
      .getByTestId('share-url')
      .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
    await dialog.getByRole('button', { name: 'Create the link' }).click();
    await dialog.getByTestId('share').getByText(kind, { exact: true }).waitFor();
    await expect.poll(() => dialog.getByTestId('share-url').inputValue(), SOON).not.toBe(before);
    return dialog.getByTestId('share-url').inputValue();
  };
  const enter = async (url: string) => {
    const opened = await browsers.open();
    await opened.page.goto(url);
    await opened.page.getByTestId('guest-name').fill('Dr. Weber');
    await opened.page.getByRole('button', { name: 'Join' }).click();
    await new LivePage(opened.page).expectAdvancing();
    await expect.poll(() => new URL(opened.page.url()).hash, SOON).toBe('');
    return opened;
  };
  const liveUrl = await link('Live picture');
  const watcher = await enter(liveUrl);
  await expect.poll(() => watcher.page.getByRole('navigation').count(), SOON).toBe(0);
  for (const absent of ['capture', 'note', 'control-exposure']) expect(await watcher.page.getByTestId(absent).count()).toBe(0);
  await watcher.page.goto(`${system.url}/library`);
  await watcher.page.getByText('Your link does not include this page').waitFor();
  await watcher.page.getByRole('button', { name: 'Open the live picture' }).click();

  const guest = await enter(await link('Guest of the session'));
  await write(guest.page, 'May I see the left gland again?');
  await ana.getByRole('article', { name: /Note by Dr. Weber/ }).waitFor();
  await guest.page.getByTestId('session-capture').first().waitFor();
  await guest.page.getByRole('link', { name: /^all/ }).click();
  await guest.page.getByRole('log').getByText('May I see the left gland again?').waitFor();
  await expect.poll(() => guest.page.getByTestId('export').count(), SOON).toBe(0);
  await system.api('POST', `/sessions/${session.id}/end`);
  await guest.page.goto(`${system.url}/guest`);
  await guest.page.getByTestId('session-over').waitFor();
  await expect.poll(() => guest.page.getByTestId('viewport').count(), SOON).toBe(0);
  await guest.page.getByTestId('session-capture').first().waitFor();
  await new LivePage(watcher.page).expectAdvancing();
  expect([...watcher.pageErrors, ...guest.pageErrors]).toEqual([]);

  for (const kind of ['Live picture', 'Guest of the session'])
    await dialog.getByTestId('share').filter({ hasText: kind }).getByRole('button', { name: 'Revoke' }).click();
  for (const { page } of [watcher, guest]) await page.getByTestId('link-over').waitFor();
  const again = await browsers.open();
  await again.page.goto(liveUrl);
  await again.page.getByTestId('guest-name').fill('Dr. Weber');
  await again.page.getByRole('button', { name: 'Join' }).click();
  await again.page.getByTestId('dead-link').waitFor();
});
