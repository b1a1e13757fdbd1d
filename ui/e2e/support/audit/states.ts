/**
 * Every view of the page, and what opens over it or changes it. Found by marks that do not depend on the language.
 * `every-state.test.ts` visits them all.
 */
import type { Capture, CaptureSession, CreatedShare } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import type { System } from '../system.ts';

/** What the states show. Names and titles are long. */
export interface Content {
  readonly captures: readonly Capture[];
  readonly session: CaptureSession;
  readonly share: CreatedShare;
}

export interface State {
  readonly name: string;
  /** The address to open; absent: the state is a change of the one before. */
  readonly path?: string;
  readonly open?: (page: Page) => Promise<unknown>;
  /** On the page when the state is there. */
  readonly there: string;
  readonly close?: readonly string[];
  /** Not on a phone, or there only. */
  readonly only?: 'desk' | 'phone';
  /** Has text on pictures. */
  readonly pictures?: true;
}

export const LONG_NAME = 'Bartholomew Featherstonehaugh-Cholmondeley of the Department of Pathology';
export const LONG_TITLE = 'Serial sections of the ascending colon with an uncommonly long title, slide 1240';
export const LONG_CAMERA = 'Bench 3 in the basement of the old building, upright microscope beside the door!';
const LABELS = [LONG_TITLE, 'Stroma', undefined, 'Edge'];

/** @returns what the states need of the hub */
export async function fill(system: System): Promise<Content> {
  await system.addPerson('operator', 'Ben');
  await system.api('POST', '/users', { email: 'long@example.org', password: 'a password of the tests', name: LONG_NAME, role: 'viewer' });
  const session = await system.api<CaptureSession>('POST', '/sessions', { cameraId: 'bench-3', title: LONG_TITLE, tags: ['colon'] });
  for (const label of LABELS) await system.api('POST', '/cameras/bench-3/captures', label === undefined ? {} : { label, tags: ['tissue'] });
  const captures = await system.captures();
  await system.api('DELETE', `/captures/${captures.at(-1)!.id}`);
  await system.api('POST', `/sessions/${session.id}/notes`, { text: 'Gland **denser** than on slide 11, see https://example.org' });
  const share = await system.api<CreatedShare>('POST', '/shares', { kind: 'session', sessionId: session.id });
  return { captures: captures.slice(0, -1), session, share };
}

const click = (selector: string) => (page: Page) => page.locator(selector).first().click();
const press =
  (...keys: readonly string[]) =>
  async (page: Page) => {
    for (const key of keys) await page.keyboard.press(key);
  };

async function drawDistance(page: Page): Promise<void> {
  await page.keyboard.press('m');
  await page.locator('[data-testid=measure-keys]:focus').waitFor();
  await press('Enter', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter')(page);
}

/** The tour starts with the next live view of this browser. */
async function dueTour(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('eyepiece.tour', 'due'));
  await page.reload();
}

const ESCAPE = ['Escape'];
const LIVE = '[data-testid=viewport][data-live=true]';

const ofLiveView: readonly State[] = [
  { name: 'live', path: '/', there: LIVE, pictures: true },
  { name: 'live-panel', open: click('header button[aria-pressed]:last-of-type'), there: '[data-testid=section-camera]', only: 'phone' },
  { name: 'live-presets', open: click('[data-testid=section-camera] .header-button'), there: '.popover', close: ESCAPE },
  { name: 'live-panel-closed', open: click('header button[aria-pressed]:last-of-type'), there: LIVE, only: 'phone' },
  { name: 'help', open: press('?'), there: '.dialog-content dl', close: ESCAPE },
  { name: 'palette', open: press('Control+k'), there: '[data-testid=palette-item]', close: ESCAPE },
  { name: 'share', open: click('[data-testid=share]'), there: '.dialog-content form', close: ESCAPE, only: 'desk' },
  { name: 'objective-menu', open: click('[data-testid=objective]'), there: '[role=menu]' },
  { name: 'objectives', open: press('End', 'Enter'), there: '[data-testid=objective-add]', close: ESCAPE },
  { name: 'format', open: click('[data-testid=format]'), there: '.popover fieldset', close: ESCAPE },
  { name: 'capture-options', open: click('button:has(> .lucide-pencil-line).open'), there: '.popover textarea', close: ESCAPE },
  { name: 'burst', open: click('[data-testid=burst-setup]'), there: '.popover [data-testid=job-setup]', close: ESCAPE },
  { name: 'time-lapse', open: click('[data-testid=timelapse]'), there: '.popover [data-testid=job-setup]', close: ESCAPE },
  { name: 'clip', open: click('[data-testid=record-setup]'), there: '.popover [data-testid=job-setup]', close: ESCAPE },
  { name: 'people-here', open: click('button:has(.avatar-ring)'), there: '.popover li', close: ESCAPE },
  { name: 'age', open: click('[data-testid=stat-age]'), there: '[data-testid=age-parts]', close: ESCAPE },
  { name: 'measuring', open: drawDistance, there: '[data-testid=measurement]', close: ESCAPE, pictures: true },
  { name: 'annotating', open: press('a'), there: '.measure', close: ESCAPE, pictures: true },
  { name: 'frozen', open: press(' '), there: '[data-testid=viewport][data-status=frozen]', close: [' '], pictures: true },
  { name: 'guides', open: press('o', 'g'), there: '[data-testid=guides]', close: ['o', 'g', 'g', 'g'], pictures: true },
  { name: 'tour', open: dueTour, there: '[data-testid=tour]', close: ESCAPE, pictures: true },
];

/** Every state of a page that an administrator sees. */
export const states = ({ captures, session }: Content): readonly State[] => [
  ...ofLiveView,
  { name: 'wall', path: '/wall', there: '[data-testid=wall-tile] canvas', pictures: true },
  { name: 'library', path: '/library', there: '[data-testid=library-item] img', pictures: true },
  { name: 'library-filters', open: click('[data-testid=more-filters]'), there: '.popover', close: ESCAPE, only: 'desk' },
  { name: 'library-filters', open: click('[data-testid=filters]'), there: '.dialog-content', close: ESCAPE, only: 'phone' },
  {
    name: 'library-selected',
    open: (page) =>
      page
        .locator('[data-testid=library-item]')
        .first()
        .focus()
        .then(() => press(' ', 'ArrowRight', ' ')(page)),
    there: '[data-testid=selection-bar]',
    pictures: true,
  },
  { name: 'library-tags', open: click('[data-testid=tag]'), there: '[data-testid=tag-input]', close: ESCAPE },
  { name: 'library-download', open: click('[data-testid=download-zip]'), there: '[data-testid=download-start]', close: ESCAPE },
  { name: 'library-nothing', path: '/library?q=nothinglikethis', there: '[data-testid=filter-chips]' },
  { name: 'detail', path: `/library/${captures.at(-1)!.id}`, there: '[data-testid=detail-label]', pictures: true },
  ...['side', 'wipe', 'blink', 'difference'].map((mode, at) => ({
    name: `compare-${mode}`,
    ...(at === 0 ? { path: `/compare?ids=${captures[0]!.id},${captures[1]!.id}` } : { open: click(`[data-testid=mode-${mode}]`) }),
    there: at === 0 ? '[data-testid=compare-pane] img' : `[data-testid=mode-${mode}][aria-pressed=true]`,
    pictures: true as const,
  })),
  { name: 'trash', path: '/trash', there: '[data-testid=library-item]' },
  { name: 'sessions', path: '/sessions', there: '[data-testid=session-row]' },
  { name: 'session', path: `/sessions/${session.id}`, there: 'article' },
  { name: 'session-details', open: click('header button[aria-pressed]'), there: '.side-panel.over', only: 'phone' },
  { name: 'session-share', open: click('[data-testid=share]'), there: '.dialog-content form' },
  { name: 'session-share-link', open: click('.dialog-content form [type=submit]'), there: '[data-testid=share-url]', close: ESCAPE },
  { name: 'storage', path: '/storage', there: '[data-testid=free-space]' },
  { name: 'storage-rule', open: click('section footer button:has(.lucide-plus)'), there: 'section li input' },
  { name: 'storage-confirm', open: click('header button:last-of-type'), there: '.dialog-content', close: ESCAPE },
  { name: 'diagnostics', path: '/diagnostics', there: '[data-testid=diagnostics-brief]' },
  { name: 'users', path: '/users', there: 'main table' },
  { name: 'users-add', open: click('header button:last-of-type'), there: '.dialog-content form', close: ESCAPE },
  { name: 'account', path: '/account', there: 'main form' },
  { name: 'trust', path: '/trust', there: '[data-testid=trust-fingerprint]' },
  { name: 'not-found', path: '/nowhere', there: 'h1, h2' },
];

/** Waits until the state is there. */
export async function enter(page: Page, url: string, state: State): Promise<void> {
  if (state.path !== undefined) await page.goto(url + state.path);
  await state.open?.(page);
  await page.locator(state.there).first().waitFor();
  await untilPicturesShown(page);
}

/** Closes what is open over the page. */
export async function leave(page: Page, { close = [] }: State): Promise<void> {
  if (close.length === 0) return;
  for (const key of close) await page.keyboard.press(key);
  await page.waitForFunction(() => document.querySelector('.popover, .dialog-content, .palette') === null);
}

async function untilPicturesShown(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.images].every(({ complete, loading }) => complete || loading === 'lazy'));
}
