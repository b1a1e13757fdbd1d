/**
 * Two people, each in their own browser, draw on one live picture, edit each other's shapes, and point.
 * SCREENSHOTS_DIR=folder stores screenshots for inspection.
 */
import type { Annotation } from '@eyepiece/shared-types';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { DrawingPage } from '../support/drawing-page.ts';
import { lookAtAllSizes } from '../support/audit/screenshots.ts';
import { expectNotice } from '../support/seen.ts';
import type { Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const STEPS = 4;
/** How far an arrow key with Shift moves a shape on a picture that is shown enlarged, in its pixels. */
const STEP_PX = 10;
const browsers = useBrowser();
const system = useSystem();
let people: [Person, Person];
let ana: DrawingPage;
let ben: DrawingPage;

beforeAll(async () => {
  people = [await system.addPerson('operator', 'Ana'), await system.addPerson('contributor', 'Ben')];
});
beforeEach(async () => {
  [ana, ben] = [await DrawingPage.open(browsers, system, people[0]), await DrawingPage.open(browsers, system, people[1])];
});

/** The newest rectangle in the hub. */
async function newestBox(): Promise<{ x: number; width: number }> {
  const { annotations } = await system.api<{ annotations: Annotation[] }>('GET', '/annotations?cameraId=bench-3');
  const newest = annotations.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1)?.shape;
  if (newest?.kind !== 'rectangle') throw new Error('the newest annotation is no rectangle');
  return newest;
}

it('shows new shapes to both people, and undoes a removal', async () => {
  await ana.tool('Arrow');
  await ana.drag([0.3, 0.3], [0.45, 0.45]);
  await ben.shape('Arrow by Ana').waitFor();
  const expectedX = (await ana.place(0.375, 0)).x;
  await expect.poll(async () => (await ben.middleOf(ben.shape('Arrow by Ana'))).x, SOON).toBeCloseTo(expectedX, -1);
  await ana.page.getByRole('toolbar', { name: 'Annotation by Ana' }).getByRole('button', { name: 'Add text (Enter)' }).click();
  await ana.page.getByLabel('Text of the annotation').fill('gland');
  await ana.page.keyboard.press('Enter');
  await ben.shape('Arrow by Ana: gland').waitFor();

  for (const [tool, from, to] of [
    ['Rectangle', [0.55, 0.3], [0.65, 0.42]],
    ['Ellipse', [0.55, 0.55], [0.65, 0.7]],
    ['Length', [0.3, 0.6], [0.45, 0.7]],
    ['Freehand', [0.7, 0.5], [0.75, 0.8]],
  ] as const) {
    await ana.tool(tool);
    await ana.drag(from, to);
  }
  for (const name of ['Rectangle by Ana', 'Ellipse by Ana', /^Length by Ana: .* px$/, 'Stroke by Ana']) await ben.shape(name).waitFor();

  await ben.tool('Text');
  const at = await ben.place(0.5, 0.2);
  await ben.page.mouse.click(at.x, at.y);
  await ben.page.getByLabel('Text of the annotation').fill('stroma here');
  await ben.page.keyboard.press('Enter');
  const bens = ana.shape('Text by Ben: stroma here');
  await bens.waitFor();
  await lookAtAllSizes(ben.page, 'annotations');

  await ana.page.keyboard.press('Escape');
  await bens.focus();
  await ana.page.keyboard.press('Delete');
  await ben.shape('Text by Ben: stroma here').waitFor({ state: 'detached' });
  await ana.page.getByTestId('undo').last().click();
  await ben.shape('Text by Ben: stroma here').waitFor();

  await ana.page.getByRole('button', { name: 'Hide the annotations' }).click();
  await expect.poll(() => ana.page.getByTestId('annotation').count(), SOON).toBe(0);
  await expect.poll(() => ben.page.getByTestId('annotation').count(), SOON).toBe(6);
});

it('notifies both people of an overwrite, and can restore the overwritten version', async () => {
  await ana.tool('Rectangle');
  await ana.drag([0.4, 0.4], [0.5, 0.5]);
  const [hers, his] = [ana.shape('Rectangle by Ana').last(), ben.shape('Rectangle by Ana').last()];
  await his.waitFor();
  await expect.poll(() => ana.page.getByRole('toolbar', { name: 'Annotation by Ana' }).count(), SOON).toBe(1);

  // She drags its upper edge while he moves the shape.
  const edge = await ana.place(0.45, 0.4);
  await ana.page.mouse.move(edge.x, edge.y);
  await ana.page.mouse.down();
  await ana.page.mouse.move(edge.x + 30, edge.y + 20, { steps: 3 });
  const before = await ben.middleOf(his);
  const drawn = await newestBox();
  await his.focus();
  for (let step = 0; step < STEPS; step += 1) await ben.page.keyboard.press('Shift+ArrowRight');
  // All steps reach the hub before she releases the button.
  await expect.poll(async () => (await newestBox()).x - drawn.x, SOON).toBeCloseTo(STEPS * STEP_PX, 0);
  await expect.poll(async () => (await ben.middleOf(his)).x, SOON).toBeGreaterThan(before.x + STEPS * STEP_PX - 5);
  const moved = await ben.middleOf(his);
  await ana.page.mouse.up();
  await expectNotice(ana.page, 'You overwrote a change by Ben to the rectangle.');
  await expectNotice(ben.page, 'Ana overwrote your change to the rectangle.');
  await expect.poll(async () => (await ben.middleOf(his)).y, SOON).toBeGreaterThan(before.y + 5);

  await ben.page.getByRole('button', { name: 'Restore mine' }).click();
  await expect.poll(async () => Math.round((await ana.middleOf(hers)).x - moved.x), SOON).toBe(0);
  await ana.page.getByRole('button', { name: 'History' }).last().click();
  const history = ana.page.getByTestId('annotation-history');
  await expect.poll(() => history.getByRole('listitem').count(), SOON).toBeGreaterThan(3);
  await expect.poll(() => history.textContent(), SOON).toMatch(/Ben\s+moved it.*Ana\s+drew it/s);
});

it('shows pointers to the others, and zooms while a tool is selected', async () => {
  await ana.page.keyboard.press('p');
  const at = await ana.place(0.42, 0.37);
  await ana.page.mouse.move(at.x - 40, at.y);
  await ana.page.mouse.move(at.x, at.y, { steps: 5 });
  const pointer = ben.page.getByTestId('shared-pointer');
  await pointer.getByText('Ana', { exact: true }).waitFor();
  await expect.poll(async () => Math.abs(((await pointer.boundingBox())?.x ?? 0) - at.x) < 4, SOON).toBe(true);
  await expect.poll(async () => Math.abs(((await pointer.boundingBox())?.y ?? 0) - at.y) < 4, SOON).toBe(true);
  await ana.page.keyboard.press('Escape');
  await pointer.waitFor({ state: 'detached' });

  const zoom = ana.page.getByRole('group', { name: 'Zoom', exact: true });
  const fitted = await zoom.textContent();
  await ana.tool('Arrow');
  await ana.page.mouse.move(at.x, at.y);
  await ana.page.mouse.wheel(0, -400);
  await expect.poll(() => zoom.textContent(), SOON).not.toBe(fitted);
  const [zoomed, kept] = [await zoom.textContent(), await ana.page.getByTestId('annotation').count()];
  await ana.page.mouse.dblclick(at.x, at.y);
  await ana.drag([0.2, 0.5], [0.25, 0.55]);
  await expect.poll(() => ana.page.getByTestId('annotation').count(), SOON).toBe(kept + 1);
  expect(await zoom.textContent()).toBe(zoomed);
});
