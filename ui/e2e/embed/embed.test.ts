/** `<eyepiece-live>` on a page of another origin. */
import { readFile } from 'node:fs/promises';
import type { CameraState, CreatedKey, CreatedShare } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { BRISK, System } from '../support/system.ts';
import { OtherSite, SitePage } from './other-site.ts';

/** A camera with the rate of the tests is stalled after less. */
const STALLED_MS = 4000;

const browsers = useBrowser();
let site: OtherSite;
let system: System;
let key: string;

const newKey = async (name: string): Promise<CreatedKey> => system.api('POST', '/keys', { name, scopes: ['watch'] });
const viewers = async (): Promise<number> => (await system.api<CameraState>('GET', '/cameras/bench-3')).viewers;

beforeAll(async () => {
  site = await OtherSite.start();
  system = await System.start({ CORS_ORIGINS: site.origin });
  site.hub = system.url;
  await startCamera();
  ({ key } = await newKey('web site'));
});
afterAll(async () => {
  await system.close();
  await site.close();
});

const startCamera = (): Promise<void> => system.startCamera('bench-3', { CAMERA_NAME: 'Bench 3', SIMULATOR_FPS: BRISK });

async function openSite(elements: readonly { id: string; camera?: string; token?: string }[]) {
  const { page, pageErrors } = await browsers.open();
  const shown = new SitePage(page);
  await shown.open(
    site,
    elements.map(({ id, camera = 'bench-3', token = key }) => ({ id, camera, token })),
  );
  return { shown, pageErrors };
}

it('two elements are live over one connection, follow their size, and leave nothing behind', async () => {
  const { shown, pageErrors } = await openSite([{ id: 'left' }, { id: 'right' }]);
  for (const id of ['left', 'right']) await shown.untilState(id, 'live');
  expect(shown.openSockets).toBe(1);
  expect(await viewers()).toBe(1);
  expect(await shown.words('left')).toMatch(/^LIVEBench 3\d/);
  await shown.page.getByRole('img', { name: 'Live picture of Bench 3' }).first().waitFor();
  const { width, height, ageMs } = await shown.frame('left');
  expect([width / height, ageMs === null]).toEqual([1.25, false]);
  const box = (await shown.element('left').boundingBox())!;
  expect(box.width / box.height).toBeCloseTo(1.25, 1);

  const narrow = (id: string): Promise<void> => shown.element(id).evaluate((element) => void (element.style.width = '120px'));
  for (const id of ['left', 'right']) await narrow(id);
  await expect.poll(async () => (await shown.frame('left')).width, SOON).toBeLessThanOrEqual(320);

  await shown.element('right').evaluate((element) => element.toggleAttribute('hidden', true));
  await shown.untilState('right', 'paused');
  await shown.element('left').evaluate((element) => void (element.style.marginTop = '300vh'));
  await shown.untilState('left', 'paused');
  await expect.poll(viewers, SOON).toBe(0);
  await shown.element('left').scrollIntoViewIfNeeded();
  await shown.untilState('left', 'live');

  await shown.page.evaluate(() => document.querySelectorAll('eyepiece-live').forEach((element) => element.remove()));
  await expect.poll(() => shown.openSockets, SOON).toBe(0);
  await expect.poll(viewers, SOON).toBe(0);
  expect(shown.addresses.filter((address) => address.includes(key))).toEqual([]);
  expect(pageErrors).toEqual([]);
});

it('an element that comes back into view is not taken for stalled while the other one went on', async () => {
  const { shown } = await openSite([{ id: 'left' }, { id: 'right' }]);
  for (const id of ['left', 'right']) await shown.untilState(id, 'live');
  const move = (top: string): Promise<void> =>
    shown.element('right').evaluate((element, margin) => void (element.style.marginTop = margin), top);
  await move('300vh');
  await shown.untilState('right', 'paused');
  const { capturedAtMs } = await shown.frame('left');
  await expect
    .poll(async () => (await shown.frame('left')).capturedAtMs - capturedAtMs, { ...SOON, message: 'time passes' })
    .toBeGreaterThan(STALLED_MS);
  await move('0');
  await shown.untilState('right', 'live');
  const states = await shown.states('right');
  expect(states.slice(states.lastIndexOf('paused'))).not.toContain('not-live');
});

it('the page of the documentation works as it is', async () => {
  const documentation = await readFile(new URL('../../../docs/how-to/embed.md', import.meta.url), 'utf8');
  const shown = /```html[^\n]*\n([^]*?)```/.exec(documentation)?.[1] ?? '';
  site.page = shown.replaceAll('https://hub.lab.example', site.hub).replace('TOKEN', key);
  try {
    const { page, pageErrors } = await browsers.open();
    await page.goto(site.origin);
    const state = (): Promise<string> =>
      page.locator('eyepiece-live').evaluate((element) => (element as HTMLElement & { state: string }).state);
    await expect.poll(state, SOON).toBe('live');
    expect(pageErrors).toEqual([]);
  } finally {
    site.page = undefined;
  }
});

it('says when the camera is away, when the hub is, and comes back', async () => {
  const { shown } = await openSite([{ id: 'view' }]);
  await shown.untilState('view', 'live');
  await system.camera('bench-3').stop();
  await shown.untilState('view', 'camera-off');
  expect(await shown.words('view')).toContain('NOT LIVE');
  await startCamera();
  await shown.untilState('view', 'live');

  await system.killHub();
  await shown.untilState('view', 'reconnecting');
  expect(await shown.words('view')).toContain('NOT LIVE · RECONNECTING');
  await system.restartHub();
  await shown.untilState('view', 'live');
});

it('says why it is refused, and follows its attributes', async () => {
  const { shown } = await openSite([{ id: 'view', camera: 'nowhere' }]);
  await shown.untilState('view', 'no-camera');
  await shown.set('view', 'camera', 'bench-3');
  await shown.untilState('view', 'live');
  const second = await newKey('second');
  await shown.set('view', 'token', second.key);
  await expect.poll(() => shown.sockets.length, { ...SOON, message: 'a connection for the other token' }).toBe(2);
  await shown.untilState('view', 'live');
  await system.api('DELETE', `/keys/${second.id}`);
  await shown.untilState('view', 'refused');
  expect(await shown.words('view')).toMatch(/^REFUSED.*key/);
  await shown.set('view', 'token', 'eyepiece_wrong');
  await expect.poll(() => shown.words('view'), SOON).toMatch(/^REFUSED.*not/);
  await shown.set('view', 'src', 'ftp://lab');
  await expect.poll(() => shown.words('view'), SOON).toContain('"src"');
  expect(JSON.stringify(system.hubLog)).not.toContain(second.key);
});

it('shows a camera with a share link', async () => {
  const share = await system.api<CreatedShare>('POST', '/shares', {
    kind: 'live',
    cameraId: 'bench-3',
    label: 'web site',
    expiresIn: 3600,
  });
  const [, secret = ''] = share.url.split('#');
  const { shown } = await openSite([
    { id: 'secret', token: secret },
    { id: 'link', token: share.url },
  ]);
  for (const id of ['secret', 'link']) await shown.untilState(id, 'live');
  expect(shown.openSockets).toBe(1);
  await system.api('DELETE', `/shares/${share.id}`);
  await shown.untilState('secret', 'refused');
  expect(shown.addresses.filter((address) => address.includes(secret))).toEqual([]);
});

it('a hub that does not name the origin is not shown, and the element says what to do', async () => {
  await system.restartHub({ CORS_ORIGINS: '' });
  const { shown } = await openSite([{ id: 'view' }]);
  await shown.untilState('view', 'refused');
  expect(await shown.words('view')).toContain(
    `The hub does not accept pages of ${site.origin}. Its operator adds this origin to CORS_ORIGINS.`,
  );
});
