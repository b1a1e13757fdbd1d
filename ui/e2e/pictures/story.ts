/** What the film shows: the live picture, a measurement, a second person who points, a capture. */
import { setTimeout as linger } from 'node:timers/promises';
import type { Page } from 'playwright-core';

interface Place {
  readonly x: number;
  readonly y: number;
}

const MOVE_STEPS = 12;
const BETWEEN_STEPS_MS = 40;

export async function untilLive(page: Page): Promise<void> {
  await page.locator('[data-testid=viewport][data-live=true]').waitFor({ timeout: 60_000 });
}

/** A place in the picture. @param u, v fractions of the pane */
async function inPicture(page: Page, u: number, v: number): Promise<Place> {
  const box = await page.getByTestId('viewport').boundingBox();
  if (!box) throw new Error('the page has no picture');
  return { x: box.x + box.width * u, y: box.y + box.height * v };
}

/** Moves the pointer as a hand does. */
async function glide(page: Page, from: Place, to: Place): Promise<void> {
  for (let step = 1; step <= MOVE_STEPS; step += 1) {
    const part = (1 - Math.cos((Math.PI * step) / MOVE_STEPS)) / 2;
    await page.mouse.move(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
    await linger(BETWEEN_STEPS_MS);
  }
}

/** Draws the pointer of the mouse, which recordings of a page do not have. */
export async function showPointer(page: Page): Promise<void> {
  await page.evaluate(() => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', 'M1.5 1.5v15l4-3.6 2.8 6.2 3-1.4-2.8-6h5.6z');
    path.setAttribute('fill', '#fff');
    path.setAttribute('stroke', '#0a0c0e');
    svg.append(path);
    svg.id = 'film-pointer';
    Object.assign(svg.style, {
      position: 'fixed',
      zIndex: '99',
      left: '0',
      top: '0',
      width: '17px',
      height: '21px',
      pointerEvents: 'none',
    });
    document.body.append(svg);
    addEventListener('mousemove', ({ clientX, clientY }) => (svg.style.transform = `translate(${clientX}px, ${clientY}px)`), true);
  });
}

export async function hidePointer(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector('#film-pointer')?.remove());
}

/** Ana looks, measures and captures; Ben points. */
export async function play(ana: Page, ben: Page, holdStill: () => Promise<void>): Promise<void> {
  const rest = await inPicture(ana, 0.62, 0.66);
  const [one, other] = [await inPicture(ana, 0.36, 0.36), await inPicture(ana, 0.56, 0.47)];
  await ana.mouse.move(rest.x, rest.y);
  await linger(2200);
  await holdStill();

  await ana.keyboard.press('m');
  await glide(ana, rest, one);
  await ana.mouse.down();
  await glide(ana, one, other);
  await ana.mouse.up();
  await glide(ana, other, rest);
  await linger(700);

  const [from, at] = [await inPicture(ben, 0.85, 0.2), await inPicture(ben, 0.44, 0.58)];
  await ben.keyboard.press('p');
  await glide(ben, from, at);
  await glide(ben, at, { x: at.x + 46, y: at.y - 30 });
  await glide(ben, { x: at.x + 46, y: at.y - 30 }, at);
  await linger(700);

  const button = await ana.getByTestId('capture').boundingBox();
  if (!button) throw new Error('the page has no button to capture');
  const press = { x: button.x + button.width / 2, y: button.y + button.height / 2 };
  const before = await ana.getByTestId('capture-item').first().getAttribute('data-capture-id');
  await glide(ana, rest, press);
  await ana.mouse.down();
  await ana.mouse.up();
  await ana.waitForFunction(
    (old) => document.querySelector('[data-testid=capture-item]')?.getAttribute('data-capture-id') !== old,
    before,
    { timeout: 30_000 },
  );
  await linger(2000);
}
