/**
 * Visits every view and state: axe finds no violation of any level, text on pictures is readable, every control can be
 * reached at each size, and no English text is left in German. Names and titles have 80 characters.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CameraState } from '@eyepiece/shared-types';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { englishTexts } from '../support/audit/english-texts.ts';
import { HubMessages } from '../support/audit/hub-messages.ts';
import { DESK, PHONE, Walk, type WalkOptions } from '../support/audit/walk.ts';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import {
  CAMERA_ENV,
  fillSystem,
  HUB_ENV,
  localAddress,
  LONG_CAMERA,
  LONG_NAME,
  LONG_TITLE,
  type Content,
} from '../support/states/content.ts';
import { LIVE_STATES } from '../support/states/live-states.ts';
import { MESSAGE_STATES } from '../support/states/message-states.ts';
import { FRAMES, OPENS_OVERLAY, SHOWN_ELSEWHERE, SHOWN_IN } from '../support/states/shown-in.ts';
import { click, closeOverlay } from '../support/states/state.ts';
import { viewStates } from '../support/states/view-states.ts';
import { WALL_STATES } from '../support/states/wall-states.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));
/** Longer than the slowest machine needs for all states. */
const TIMEOUT_MS = 1_200_000;
/** Names of the checked states. */
const checked = new Set<string>();
const ENGLISH_DESK = {
  walk: { checked, name: 'desk', device: 'desk', themes: ['dark', 'light'] },
  window: { viewport: DESK[0]!, locale: 'en-GB' },
} as const satisfies { walk: WalkOptions; window: BrowserContextOptions };
const GERMAN_PHONE = {
  walk: { checked, name: 'phone', device: 'phone', themes: ['light'], also: englishTexts },
  window: { viewport: PHONE[0]!, locale: 'de-DE', colorScheme: 'light', hasTouch: true },
} as const satisfies { walk: WalkOptions; window: BrowserContextOptions };
/** Each passes through all sizes; together they show both themes and both languages. */
const WALKS = [ENGLISH_DESK, GERMAN_PHONE];

const browsers = useBrowser();
const system = useSystem({ hub: HUB_ENV, camera: CAMERA_ENV });
let content: Content;
beforeAll(async () => void (content = await fillSystem(system)));

it('has a state for every view, and for every component that opens over one', async () => {
  const files = await readdir(SOURCE, { recursive: true });
  const sources = files.filter((name) => name.endsWith('.svelte') && !name.startsWith(FRAMES));
  const found: string[] = [];
  for (const name of sources)
    if (name.startsWith('views/') || OPENS_OVERLAY.test(await readFile(join(SOURCE, name), 'utf8')))
      found.push(name.slice(0, -'.svelte'.length));
  const known = [...Object.keys(SHOWN_IN), ...Object.keys(SHOWN_ELSEWHERE)];
  expect(found.filter((name) => !known.includes(name)).toSorted()).toEqual([]);
  expect(known.filter((name) => !found.includes(name))).toEqual([]);
});

/** Follows a link by script, because the dialog may have opened over it already. */
const askHub = (page: Page): Promise<void> => page.evaluate(() => document.querySelector<HTMLElement>('nav a[href$="/audit"]')?.click());

it.each(WALKS)(
  '$walk.name: all views of an administrator',
  async ({ walk, window }) => {
    const { page, pageErrors, hosts } = await visit(browsers, system, ADMIN, '/', window);
    const states = new Walk(page, walk);
    await states.visit(system.url, [...LIVE_STATES, ...viewStates(content)]);
    expect(states.found).toEqual({});
    expect(pageErrors).toEqual([]);
    expect([...hosts]).toEqual([new URL(system.url).host]);
  },
  TIMEOUT_MS,
);

it.each(WALKS)(
  '$walk.name: what messages of the hub cause in the live view',
  async ({ walk, window }) => {
    const { page, context } = await browsers.open(window);
    await context.addCookies([await system.cookieOf(ADMIN)]);
    const hub = await HubMessages.between(page);
    await page.goto(system.url);
    await new LivePage(page).untilLive(true);
    const stage = { page, hub, ...(await hub.hold()) };
    const states = new Walk(page, walk);
    await states.visit(
      system.url,
      MESSAGE_STATES.map(({ come, ...state }) => ({
        ...state,
        open: () => Promise.resolve(come(stage)),
        ...(state.over ? {} : { pictures: true as const }),
      })),
    );
    expect(states.found).toEqual({});
  },
  TIMEOUT_MS,
);

it.each(WALKS)(
  '$walk.name: the sign-in, and all pages of a guest',
  async ({ walk, window }) => {
    const { page } = await browsers.open(window);
    const states = new Walk(page, walk);
    const join = async (): Promise<void> => {
      await page.getByTestId('guest-name').fill(LONG_NAME);
      await states.check({ name: 'guest-entry' });
      await page.getByTestId('guest-enter').click();
      await new LivePage(page).untilLive(true);
    };
    await states.visit(system.url, [
      { name: 'sign-in', path: '/', there: '[data-testid=email]' },
      { name: 'broken-link', path: '/guest', there: 'main h2' },
    ]);
    await page.goto(localAddress(system, content.share));
    await states.visit(system.url, [
      { name: 'guest', open: join, there: '[data-testid=session-capture] img', pictures: true },
      { name: 'guest-session', path: `/sessions/${content.session.id}`, there: 'article' },
      { name: 'guest-elsewhere', path: '/users', there: 'main button' },
    ]);
    // A guest may open another link.
    await page.goto(localAddress(system, content.liveShare));
    await states.visit(system.url, [{ name: 'guest-live', open: join, there: '[data-testid=guest-view]', pictures: true }]);
    expect(await page.getByTestId('section-session').count()).toBe(0);
    expect(states.found).toEqual({});
  },
  TIMEOUT_MS,
);

describe('two cameras', () => {
  beforeAll(async () => {
    await system.startCamera('bench-4', { CAMERA_NAME: LONG_CAMERA.replace('3', '4') });
    await system.api('POST', '/camera-groups', { name: LONG_TITLE.slice(0, 80), cameraIds: ['bench-3', 'bench-4'] });
  });
  afterAll(async () => {
    await system.camera('bench-4').stop();
    const status = async (): Promise<string> => (await system.api<CameraState>('GET', '/cameras/bench-4')).status;
    await vi.waitFor(async () => expect(await status()).toBe('offline'), SOON);
    await system.api('DELETE', '/cameras/bench-4');
  });

  it.each(WALKS)(
    '$walk.name: the wall',
    async ({ walk, window }) => {
      const { page } = await visit(browsers, system, ADMIN, '/', window);
      const states = new Walk(page, walk);
      await states.visit(system.url, WALL_STATES);
      expect(states.found).toEqual({});
    },
    TIMEOUT_MS,
  );
});

it(
  'an expired sign-in, no session, no camera, no hub',
  async () => {
    const { page, context } = await visit(browsers, system, ADMIN, '/account', ENGLISH_DESK.window);
    const states = new Walk(page, ENGLISH_DESK.walk);
    await page.locator('main form').waitFor();
    await context.clearCookies();
    await states.visit(system.url, [{ name: 'expired', open: askHub, there: '.dialog-content [type=password]', over: true }]);
    await context.addCookies([await system.cookieOf(ADMIN)]);
    await system.api('POST', `/sessions/${content.session.id}/end`);
    await states.visit(system.url, [
      { name: 'no-session', path: '/', there: '[data-testid=start-session]' },
      {
        name: 'start-session',
        open: click('[data-testid=start-session] button'),
        there: '.dialog-content form',
        close: closeOverlay,
        over: true,
        fixed: true,
      },
    ]);
    await system.camera('bench-3').stop();
    await states.visit(system.url, [
      { name: 'no-camera', there: '[data-testid=fault-banner]', pictures: true },
      { name: 'log', open: click('[data-testid=show-log]'), there: '.dialog-content p', close: closeOverlay, over: true },
      { name: 'wall-no-camera', path: '/wall', there: '[data-testid=wall-tile] .fault', pictures: true },
    ]);
    await page.goto(system.url);
    await page.getByTestId('fault-banner').waitFor();
    await system.killHub();
    await states.visit(system.url, [{ name: 'no-hub', there: '[data-testid=retry-now]', pictures: true }]);
    expect(states.found).toEqual({});
  },
  TIMEOUT_MS,
);

it('has checked every state that stands for a component', () => {
  expect(Object.values(SHOWN_IN).filter((name) => !checked.has(name))).toEqual([]);
});
