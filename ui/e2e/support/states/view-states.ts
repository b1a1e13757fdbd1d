/** Every other view that an administrator sees, and what opens over it. */
import type { Page } from 'playwright-core';
import type { Content } from './content.ts';
import { click, closeOverlay, fill, inTurn, press, type State } from './state.ts';

const DIALOG = '.dialog-content';
const OF_ANOTHER = 'tr:not(:has(.self))';
/** The table lists it last, so that the first other person stays the same. */
const ROBOT = 'Zealous robot of the night shift, second floor';
const ADD_KEY = '[data-testid=key-add]';
const KEY_FORM = 'form:has(fieldset)';
const NEW_KEY = '[data-testid=new-key]';
const COMPARISONS = ['side', 'wipe', 'blink', 'difference'];

async function selectTwo(page: Page): Promise<void> {
  await page.locator('[data-testid=library-item]').first().focus();
  await press(' ', 'ArrowRight', ' ')(page);
}

const createKey = (within: string) =>
  inTurn(fill(`${within} ${KEY_FORM} input`, 'Time-lapse of the night, third incubator'), click(`${within} ${KEY_FORM} [type=submit]`));

/** A second tab of the same person, whom the diagnostics then list. */
async function watchBeside(page: Page): Promise<void> {
  const other = await page.context().newPage();
  await other.goto(new URL('/', page.url()).href);
}

const closeOther = (page: Page): Promise<void> => page.context().pages().at(-1)!.close();

const library = ({ captures, copy }: Content): readonly State[] => [
  { name: 'wall', path: '/wall', there: '[data-testid=wall-tile] canvas', pictures: true },
  { name: 'library', path: '/library', there: '[data-testid=library-item] img', pictures: true },
  {
    name: 'facet',
    only: 'desk',
    open: click('button[data-testid^=filter-]'),
    there: '[role=listbox]',
    close: closeOverlay,
    over: true,
    fixed: true,
  },
  {
    name: 'filters',
    only: 'desk',
    open: click('[data-testid=more-filters]'),
    there: '.popover',
    close: closeOverlay,
    over: true,
    fixed: true,
  },
  { name: 'filters', only: 'phone', open: click('[data-testid=filters]'), there: DIALOG, close: closeOverlay, over: true, fixed: true },
  { name: 'quick-edit', only: 'desk', open: click('.tile .corner button'), there: '.popover textarea', close: closeOverlay, over: true },
  { name: 'selected', open: selectTwo, there: '[data-testid=selection-bar]', pictures: true },
  { name: 'tags', open: click('[data-testid=tag]'), there: '[data-testid=tag-input]', close: closeOverlay, over: true },
  { name: 'rate', open: click('[data-testid=rate]'), there: '.popover [role=radiogroup]', close: closeOverlay, over: true },
  { name: 'download', open: click('[data-testid=download-zip]'), there: '[data-testid=download-start]', close: closeOverlay, over: true },
  { name: 'nothing-found', path: '/library?q=nothinglikethis', there: '[data-testid=filter-chips]' },
  { name: 'detail', path: `/library/${captures.at(-1)!.id}`, there: '[data-testid=copies] li a', pictures: true },
  {
    name: 'filtered-copy',
    open: click('[data-testid=filtered-copy]'),
    there: '[data-testid=filter-make]',
    close: closeOverlay,
    over: true,
  },
  { name: 'copy', path: `/library/${copy.id}`, there: '[data-testid=copies] p a', pictures: true },
  ...COMPARISONS.map((mode, at) => ({
    name: `compare-${mode}`,
    ...(at === 0 ? { path: `/compare?ids=${captures[0]!.id},${captures[1]!.id}` } : { open: click(`[data-testid=mode-${mode}]`) }),
    there: at === 0 ? '[data-testid=compare-pane] img' : `[data-testid=mode-${mode}][aria-pressed=true]`,
    pictures: true as const,
  })),
  { name: 'compare-add', open: click('header button:has(.lucide-plus)'), there: '.popover img', close: closeOverlay, over: true },
  { name: 'trash', path: '/trash', there: '[data-testid=library-item]', pictures: true },
  { name: 'trash-empty', open: click('[data-testid=empty-trash]'), there: '[data-testid=purge-word]', close: closeOverlay, over: true },
];

const sessions = ({ session }: Content): readonly State[] => [
  { name: 'sessions', path: '/sessions', there: '[data-testid=session-row]' },
  { name: 'session', path: `/sessions/${session.id}`, there: 'article' },
  { name: 'session-details', only: 'phone', open: click('[data-testid=session-details]'), there: '.side-panel.over', fixed: true },
  { name: 'session-share', open: click('button:has(.lucide-share-2)'), there: `${DIALOG} form`, over: true, fixed: true },
  {
    name: 'session-link',
    open: click(`${DIALOG} [type=submit]`),
    there: '[data-testid=share-url]',
    close: closeOverlay,
    over: true,
    fixed: true,
  },
  { name: 'session-end', open: click('[data-testid=session-end]'), there: DIALOG, close: closeOverlay, over: true, fixed: true },
];

const operations: readonly State[] = [
  { name: 'storage', path: '/storage', there: '[data-testid=free-space]' },
  { name: 'storage-rule', open: click('section footer button:has(.lucide-plus)'), there: 'section li input' },
  { name: 'storage-plan', open: click('section footer button:nth-of-type(2)'), there: '[data-testid=plan]' },
  { name: 'storage-empty', open: click('header button.danger'), there: DIALOG, close: closeOverlay, over: true },
  { name: 'diagnostics', path: '/diagnostics', open: watchBeside, there: '[data-testid=viewer-row]' },
  { name: 'links', open: click('.tabs button:nth-of-type(2)'), there: '[data-testid=links]' },
  { name: 'messages', open: click('.tabs button:nth-of-type(3)'), there: '.all select', close: closeOther },
];

const people: readonly State[] = [
  { name: 'users', path: '/users', there: 'main table' },
  { name: 'users-add', open: click('header button.primary'), there: `${DIALOG} form`, close: closeOverlay, over: true },
  { name: 'service-account', open: click('.roles ~ button'), there: `${DIALOG} form`, over: true },
  {
    name: 'service-keys',
    open: inTurn(fill(`${DIALOG} input`, ROBOT), click(`${DIALOG} [type=submit]`)),
    there: `${DIALOG} ${ADD_KEY}`,
    over: true,
  },
  { name: 'service-key-form', open: click(`${DIALOG} ${ADD_KEY}`), there: `${DIALOG} ${KEY_FORM}`, over: true },
  { name: 'service-key', open: createKey(DIALOG), there: NEW_KEY, close: closeOverlay, over: true },
  { name: 'keys', open: click(`${OF_ANOTHER} .actions button`), there: DIALOG, close: closeOverlay, over: true },
  { name: 'camera-roles', open: click(`${OF_ANOTHER} .cameras button`), there: `${DIALOG} select`, close: closeOverlay, over: true },
  {
    name: 'new-password',
    open: click(`${OF_ANOTHER} .actions button:nth-of-type(2)`),
    there: `${DIALOG} [type=password]`,
    close: closeOverlay,
    over: true,
  },
  { name: 'sign-out', open: click(`${OF_ANOTHER} .actions button:nth-of-type(3)`), there: DIALOG, close: closeOverlay, over: true },
  { name: 'users-nothing', open: fill('header input', 'nothinglikethis'), there: 'main h2' },
  { name: 'audit', path: '/audit', there: '[data-testid=audit-entry]' },
  { name: 'account', path: '/account', there: `main ${ADD_KEY}` },
  { name: 'key-form', open: click(`main ${ADD_KEY}`), there: `main ${KEY_FORM}` },
  { name: 'key', open: createKey('main'), there: NEW_KEY },
  { name: 'trust', path: '/trust', there: '[data-testid=trust-fingerprint]' },
  { name: 'set-up', path: '/setup', there: '[data-testid=setup-refused]' },
  { name: 'not-found', path: '/nowhere', there: 'h1, h2' },
];

export const viewStates = (content: Content): readonly State[] => [...library(content), ...sessions(content), ...operations, ...people];
