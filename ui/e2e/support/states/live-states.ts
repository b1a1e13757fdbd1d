/** The live view: its tools, and what opens over it. */
import type { Page } from 'playwright-core';
import { click, closeOverlay, fill, inTurn, press, type State } from './state.ts';

const LIVE = '[data-testid=viewport][data-live=true]';
const SETUP = '.popover [data-testid=job-setup]';
const untilLive = (page: Page): Promise<void> => page.locator(LIVE).waitFor();

async function drawDistance(page: Page): Promise<void> {
  await page.keyboard.press('m');
  await page.locator('[data-testid=measure-keys]:focus').waitFor();
  await press('Enter', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter')(page);
}

/** Annotates a length, whose words lie on the picture. */
async function annotate(page: Page): Promise<void> {
  await page.keyboard.press('a');
  await click('button:has(.lucide-ruler-dimension-line)')(page);
  const { x, y, width, height } = (await page.getByTestId('viewport').boundingBox())!;
  await page.mouse.move(x + width * 0.4, y + height * 0.5);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.7, y + height * 0.55, { steps: 3 });
  await page.mouse.up();
}

async function addSharpening(page: Page): Promise<void> {
  await page.getByTestId('display-add').selectOption('sharpen');
}

async function selectAnnotation(page: Page): Promise<void> {
  await click('button:has(.lucide-mouse-pointer-2)')(page);
  await page.locator('[data-testid=annotation]').first().focus();
}

/** The tour starts with the next live view of this browser. */
async function dueTour(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('eyepiece.tour', 'due'));
  await page.reload();
}

const inPanel: readonly State[] = [
  { name: 'live', only: 'desk', path: '/', open: untilLive, there: '[data-testid=section-camera] input', pictures: true },
  { name: 'live', only: 'phone', path: '/', there: LIVE, pictures: true },
  { name: 'live-panel', only: 'phone', open: click('[data-testid=panel]'), there: '[data-testid=section-camera] input' },
  {
    name: 'live-sections',
    open: inTurn(click('[data-testid=section-corrections] h2 button'), click('[data-testid=section-device] h2 button')),
    there: '[data-testid=device-facts]',
  },
  {
    name: 'camera-choice',
    open: click('[data-testid=choice-open]'),
    there: '[data-testid=camera-choice]',
    close: closeOverlay,
    over: true,
  },
  {
    name: 'wrong-value',
    open: inTurn(fill('[data-testid=control-gain]', '9999'), press('Enter')),
    there: '[data-testid=section-camera] [role=alert]',
    close: closeOverlay,
  },
  { name: 'presets', open: click('[data-testid=section-camera] .header-button'), there: '.popover', close: closeOverlay, over: true },
  { name: 'live-panel-closed', only: 'phone', open: click('[data-testid=panel]'), there: LIVE },
];

const overTheView: readonly State[] = [
  { name: 'help', open: press('?'), there: '.dialog-content a[href$="/manual/"]', close: closeOverlay, over: true },
  { name: 'palette', open: press('Control+k'), there: '[data-testid=palette-item]', over: true },
  {
    name: 'palette-nothing',
    open: (page) => page.keyboard.type('nothinglikethis'),
    there: '.palette .none',
    close: inTurn(press('Control+a', 'Delete'), closeOverlay),
    over: true,
  },
  { name: 'share', only: 'desk', fixed: true, open: click('[data-testid=share]'), there: '.dialog-content form', over: true },
  {
    name: 'share-link',
    only: 'desk',
    fixed: true,
    open: click('.dialog-content [type=submit]'),
    there: '[data-testid=share-url]',
    close: closeOverlay,
    over: true,
  },
  { name: 'objective-menu', only: 'desk', fixed: true, open: click('[data-testid=objective]'), there: '[role=menu]', over: true },
  { name: 'objectives', only: 'desk', fixed: true, open: press('End', 'Enter'), there: '[data-testid=objective-add]', over: true },
  {
    name: 'objective-new',
    only: 'desk',
    fixed: true,
    open: click('[data-testid=objective-add]'),
    there: '[data-testid=objective-name]',
    close: closeOverlay,
    over: true,
  },
  { name: 'format', open: click('[data-testid=format]'), there: '.popover fieldset', close: closeOverlay, over: true },
  { name: 'capture-options', open: click('.how button:has(> .lucide-pencil-line)'), there: '[data-testid=name-preview]', over: true },
  {
    name: 'wrong-name',
    open: fill('[data-testid=name-template]', '{what}/{label}.{ext}'),
    there: '[data-testid=name-template][aria-invalid=true]',
    close: inTurn(fill('[data-testid=name-template]', ''), closeOverlay),
    over: true,
  },
  { name: 'burst', open: click('[data-testid=burst-setup]'), there: SETUP, close: closeOverlay, over: true, pictures: true },
  { name: 'time-lapse', open: click('[data-testid=timelapse]'), there: SETUP, close: closeOverlay, over: true },
  { name: 'clip', open: click('[data-testid=record-setup]'), there: SETUP, close: closeOverlay, over: true },
  { name: 'people-here', open: click('button:has(.avatar-ring)'), there: '.popover li', close: closeOverlay, over: true },
  { name: 'age', open: click('[data-testid=stat-age]'), there: '[data-testid=age-parts]', close: closeOverlay, over: true },
];

const withTools: readonly State[] = [
  {
    name: 'display',
    open: inTurn(click('[data-testid=display]'), click('[data-testid=display-peaking]'), addSharpening),
    there: '[data-testid=display-step]',
    close: inTurn(click('[data-testid=display-card] header button'), closeOverlay),
    over: true,
  },
  { name: 'altered', open: press('k'), there: '[data-testid=display-chip]', close: press('k'), pictures: true },
  { name: 'measuring', open: drawDistance, there: '[data-testid=measurement]', close: press('Escape', 'Escape'), pictures: true },
  { name: 'annotating', open: annotate, there: '[data-testid=annotation-words]', pictures: true },
  { name: 'annotation', open: selectAnnotation, there: '.card.on-picture', pictures: true },
  {
    name: 'annotation-history',
    open: click('.card button:has(.lucide-history)'),
    there: '.popover li',
    close: inTurn(closeOverlay, click('.card button:has(.lucide-trash-2)'), press('Escape', 'Escape')),
    over: true,
  },
  { name: 'more-tools', open: click('[data-testid=more-tools]'), there: '.pick-menu', close: closeOverlay, over: true },
  {
    name: 'line-profile',
    only: 'desk',
    open: press('l', 'Enter'),
    there: '[data-testid=profile-line-shape]',
    close: inTurn(click('.bar.on-picture button:has(.lucide-trash-2)'), press('Escape')),
    pictures: true,
  },
  {
    name: 'region-presets',
    open: inTurn(click('[data-testid=more-tools]'), click('.pick-item:has(.lucide-crop)'), click('[data-testid=region-presets]')),
    there: '.pick-menu',
    close: inTurn(closeOverlay, press('Escape')),
    over: true,
  },
  { name: 'frozen', open: press(' '), there: '[data-testid=viewport][data-status=frozen]', close: press(' '), pictures: true },
  {
    name: 'past-pictures',
    open: press('w'),
    there: '[data-testid=past-picture]',
    close: inTurn(press('Escape'), (page) => page.getByTestId('rewind').waitFor({ state: 'detached' })),
    pictures: true,
  },
  { name: 'guides', open: press('o', 'p', 'g', 'g', 'g'), there: '[data-testid=guides]', close: press('o', 'p', 'g'), pictures: true },
  { name: 'tour', open: dueTour, there: '[data-testid=tour]', close: press('Escape'), pictures: true },
];

export const LIVE_STATES = [...inPanel, ...overTheView, ...withTools];
