/**
 * One person's page is at hub A, the other's at hub B, which is the home of the camera. They work together, then B is killed.
 * Prints the measured times. SCREENSHOTS_DIR=folder stores screenshots for inspection.
 */
import { Cluster } from '@eyepiece/harness/eyepiece/cluster/cluster';
import { CHECKOUT } from '@eyepiece/harness/system/programs';
import { findS3Server, isS3Required } from '@eyepiece/host/programs/s3';
import type {
  Annotation,
  CameraState,
  Capture,
  CapturePage,
  LoginResult,
  SessionEntry,
  SessionLog,
  SessionPage,
} from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { DrawingPage } from '../support/drawing-page.ts';
import { look, lookAtAllSizes } from '../support/audit/screenshots.ts';
import { LivePage } from '../support/live-page.ts';
import { recordTexts } from '../support/seen.ts';
import type { Person } from '../support/system.ts';
import { recordMove } from './move-record.ts';

const CAMERA = 'bench-3';
const CAMERA_ENV = { CAMERA_NAME: 'Bench 3', SIMULATOR_FPS: '30', SIMULATOR_SIZE: '640x512', CAMERA_VIDEO: 'off' };
const PASSWORD = 'a password of the tests';

const browsers = useBrowser();
let cluster: Cluster;
let urlA: string;
let urlB: string;
let token: string | undefined;
let ana: DrawingPage;
let ben: DrawingPage;

beforeAll(async () => {
  const store = findS3Server(CHECKOUT) === undefined && !isS3Required() ? 'folder' : 's3';
  cluster = await Cluster.start({ hubs: 2, store });
  [urlA, urlB] = cluster.hubs.map(({ url }) => url) as [string, string];
  const front = await cluster.openFront();
  front.prefer(1);
  await cluster.addCamera(CAMERA, front.url, CAMERA_ENV).start();
  const signedIn = await call<LoginResult>(urlA, 'POST', '/auth/login', cluster.admin);
  token = signedIn.access_token;
});
afterAll(() => cluster.close());

async function call<T>(url: string, method: string, path: string, json?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const response = await fetch(`${url}/api/v1${path}`, { method, headers, ...body });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function atTheLiveView(url: string, name: string): Promise<DrawingPage> {
  const person: Person = { name, email: `${name.toLowerCase()}@example.org`, password: PASSWORD };
  await call(url, 'POST', '/users', { ...person, role: 'operator' });
  const { page } = await browsers.open();
  const easel = new DrawingPage(page);
  await easel.live.signIn(url, person);
  await easel.live.expectAdvancing();
  return easel;
}

const holder = async ({ page }: DrawingPage): Promise<string> =>
  ((await page.getByTestId('control-holder').textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
const fps = async (page: Page): Promise<number> => Number.parseFloat((await page.getByTestId('stat-fps').textContent()) ?? '');
const drawn = (): Promise<{ annotations: Annotation[] }> => call(urlA, 'GET', `/annotations?cameraId=${CAMERA}`);

/** The ids of its oldest entries. */
async function sessionLog(): Promise<SessionEntry['id'][]> {
  const { sessions } = await call<SessionPage>(urlA, 'GET', '/sessions?open=true');
  const { entries } = await call<SessionLog>(urlA, 'GET', `/sessions/${sessions[0]?.id ?? ''}/log?after=0`);
  return entries.map(({ id }) => id);
}

/** Takes captures one after the other until it is stopped. @returns a function that stops it, and returns the ids of those acknowledged */
function keepCapturing(): () => Promise<string[]> {
  const acknowledged: string[] = [];
  const stop = new AbortController();
  const over = (async () => {
    while (!stop.signal.aborted) {
      await call<{ capture: Capture }>(urlA, 'POST', `/cameras/${CAMERA}/captures`, {}).then(
        ({ capture }) => acknowledged.push(capture.id),
        () => undefined, // while the camera has no home
      );
    }
  })();
  return async () => {
    stop.abort();
    await over;
    return acknowledged;
  };
}

async function openPages(): Promise<void> {
  const status = async (): Promise<string> => (await call<CameraState>(urlA, 'GET', `/cameras/${CAMERA}`)).status;
  await expect.poll(status, SOON).toMatch(/^(idle|live)$/);
  ana = await atTheLiveView(urlA, 'Ana');
  ben = await atTheLiveView(urlB, 'Ben');
}

async function workTogether(): Promise<void> {
  await ana.live.setExposure('6.000');
  await expect.poll(() => holder(ana), SOON).toBe('You control');
  await expect.poll(() => holder(ben), SOON).toMatch(/Ana controls$/);
  await ben.live.expectExposure(6);
  await ana.live.snap();
  for (const { live } of [ana, ben]) await live.strip.first().waitFor();

  const panel = ({ page }: DrawingPage) => page.getByTestId('section-session');
  await panel(ana).getByRole('button', { name: 'Start a session' }).click();
  const dialog = ana.page.getByRole('dialog', { name: 'Start a session' });
  await dialog.getByLabel('Title').fill('Two hubs');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await panel(ben).getByRole('button', { name: 'Join' }).click();
  await panel(ana)
    .getByRole('img', { name: /^Participants: (Ana, Ben|Ben, Ana)$/ })
    .waitFor();
  await ben.page.getByTestId('note').fill('Gland at the left');
  await ben.page.getByTestId('note').press('Control+Enter');
  // Keys are shortcuts again.
  await ben.page.getByTestId('note').blur();
  await ana.page.getByTestId('session-log').getByText('Gland at the left').waitFor();

  await ana.tool('Rectangle');
  await ana.drag([0.4, 0.4], [0.5, 0.5]);
  await ben.shape('Rectangle by Ana').waitFor();
  await ben.tool('Arrow');
  await ben.drag([0.6, 0.6], [0.7, 0.7]);
  await ana.shape('Arrow by Ben').waitFor();

  await ana.page.keyboard.press('Escape');
  await ana.page.keyboard.press('p');
  const at = await ana.place(0.3, 0.3);
  await ana.page.mouse.move(at.x - 30, at.y);
  await ana.page.mouse.move(at.x, at.y, { steps: 5 });
  await ben.page.getByTestId('shared-pointer').getByText('Ana', { exact: true }).waitFor();
  await ana.page.keyboard.press('Escape');
}

it('people at two hubs work together on one camera; when its hub is killed, the other one continues', async () => {
  await openPages();
  await workTogether();
  await ana.live.expectAdvancing();
  // A display without controls, at the hub that is not the home.
  const display = await ana.page.context().newPage();
  await display.goto(`${urlA}/?kiosk`);
  await new LivePage(display).expectAdvancing();
  await display.getByTestId('kiosk-camera').getByText('Bench 3').waitFor();
  process.stdout.write(`frames shown at the other hub: ${await fps(ana.page)} per second\n`);
  await look(ana.page, 'before-the-move');
  // The log of a session follows the events.
  await expect.poll(async () => (await sessionLog()).length, SOON).toBeGreaterThan(3);
  const [before, logBefore] = [await drawn(), await sessionLog()];
  const stopCapturing = keepCapturing();
  await expect.poll(async () => (await call<CapturePage>(urlA, 'GET', '/captures')).captures.length, SOON).toBeGreaterThan(2);

  const move = await recordMove(ana.page);
  const banners = await recordTexts(ana.page, '[data-testid=fault-banner]');
  // A move may be over before the page calls its picture late.
  const lost = ana.live.untilLive(false).then(
    () => look(ana.page, 'during-the-move'),
    () => undefined,
  );
  await cluster.hubs[1]!.kill();
  // The lease ends with the link to the old home.
  await expect.poll(() => holder(ana), SOON).toBe('No one controls');
  await ana.live.expectAdvancing();
  await ana.live.banner.waitFor({ state: 'detached' });
  await new LivePage(display).expectAdvancing();
  await display.close();
  const { live, longestGapMs, jumps } = await move();
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const times = live.map(([atMs, isLive]) => `${isLive ? 'live' : 'not live'} at ${seconds(atMs)}`).join(', ');
  process.stdout.write(`the hub of the camera is killed: ${times}; no frame for ${seconds(longestGapMs)}\n`);
  const shown = (await banners()).filter((text) => text !== '');
  process.stdout.write(`${shown.join('\n')}\n`);
  for (const text of shown)
    expect(text).toMatch(/^NOT LIVE ?last frame \S+, \d+ s ago · (Reconnecting to the hub of this camera|no frames arrive)/);
  expect(jumps).toEqual([]);
  await lookAtAllSizes(ana.page, 'after-the-move');

  const acknowledged = await stopCapturing();
  expect(acknowledged.length).toBeGreaterThan(0);
  const stored = async (): Promise<string[]> => {
    const { captures } = await call<CapturePage>(urlA, 'GET', '/captures?limit=200');
    return acknowledged.filter((id) => !captures.some((capture) => capture.id === id));
  };
  await expect.poll(stored, SOON).toEqual([]);
  expect((await drawn()).annotations.map(({ id }) => id)).toEqual(before.annotations.map(({ id }) => id));
  expect(await sessionLog()).toEqual(expect.arrayContaining(logBefore));

  await ana.live.setExposure('9.000');
  await expect.poll(() => holder(ana), SOON).toBe('You control');
  const captured = async (): Promise<number> => (await call<CapturePage>(urlA, 'GET', '/captures?limit=200')).captures.length;
  const count = await captured();
  await ana.live.snap();
  await expect.poll(captured, SOON).toBeGreaterThan(count);
  await ana.page.close();
  await lost;
});
