/** The database dies during a live view: the picture continues, captures wait in the spool, the page shows it, none is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RestartablePostgres } from '@eyepiece/host/database/postgres';
import { SOON, useBrowser } from '../support/browser.ts';
import { ADMIN, System } from '../support/system.ts';
import { openLiveView } from '../support/visit.ts';

const CAMERA = 'bench-3';
/** Uploads that the hub refuses while its database is away, after the first one. */
const REFUSED_AGAIN = 2;

const browsers = useBrowser();
let system: System;
let database: RestartablePostgres;

beforeAll(async () => {
  ({ system, database } = await System.startWithRestartableDatabase());
  await system.startCamera(CAMERA, { LOG_LEVEL: 'info' });
});
afterAll(() => system.close());

function refusedUploads(): number {
  return system.camera(CAMERA).log.filter(({ msg }) => msg === 'the hub cannot store the capture yet').length;
}

it('keeps the live view, spools captures, shows it, and delivers them to the library when the database is back', async () => {
  const { page, live } = await openLiveView(browsers, system, ADMIN);
  await live.expectAdvancing();
  await live.snap();
  await expect.poll(() => live.strip.count(), SOON).toBe(1);

  await database.kill();
  const health = page.getByTestId('health');
  await health.getByText("Database not reachable: captures wait in the camera's spool").waitFor();
  await live.snap();
  await health.getByText("Database not reachable: captures wait in the camera's spool (1)").waitFor();
  const refused = refusedUploads();
  await expect.poll(refusedUploads, SOON).toBeGreaterThanOrEqual(refused + REFUSED_AGAIN);
  await live.expectAdvancing();
  expect(await live.strip.count()).toBe(1);

  await database.restart();
  await health.waitFor({ state: 'detached' });
  await expect.poll(() => live.strip.count(), SOON).toBe(2);
  await live.expectAdvancing();
  const captures = await system.captures();
  expect(captures.map(({ cameraId }) => cameraId)).toEqual([CAMERA, CAMERA]);
});
