/** Camera service, hub and database as processes. The hub is killed while captures are taken. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { signIn } from '@eyepiece/harness/crowd/hub-account';
import { allCaptures } from '@eyepiece/harness/system/library/library-list';
import { ADMIN, HubProcess } from '@eyepiece/harness/system/processes/hub-process';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import { createHubDatabase } from '@eyepiece/host/database/hub-database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WHOLE } from './kill-cases.ts';

const CAPTURES = 20;
const BEFORE_THE_KILL = 5;

const parts = new AsyncDisposableStack();
let hub: HubProcess;
let camera: ServiceProcess;
/** Sign-ins outlive the hub's process. */
let token: string;

beforeAll(async () => {
  hub = await HubProcess.start({ database: await createHubDatabase() });
  parts.defer(() => hub.close());
  token = await signIn(hub.url, ADMIN);
  const env = { HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_DATA_DIR: join(hub.dataDir, 'camera') };
  camera = await ServiceProcess.start(cameraCommand(env));
  parts.defer(() => camera.stop());
}, WHOLE.timeout);
afterAll(() => parts.disposeAsync());

const get = (path: string): Promise<Response> => fetch(new URL(path, hub.url), { headers: { authorization: `Bearer ${token}` } });
const listed = (): ReturnType<typeof allCaptures> => allCaptures((path) => get(`/api/v1${path}`));

/** The ids in the library, after each file was compared with its digest. */
async function intactIds(): Promise<string[]> {
  const captures = await listed();
  for (const { url, sha256 } of captures) {
    const file = Buffer.from(await (await get(url)).arrayBuffer());
    expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
  }
  return captures.map(({ id }) => id).sort();
}

it('captures answered while the hub is down are in the library once each after its return', WHOLE, async () => {
  const answered: string[] = [];
  for (let count = 0; count < CAPTURES; count += 1) {
    if (count === BEFORE_THE_KILL) await hub.kill();
    const response = await fetch(`${camera.url}/capture`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(response.status).toBe(200);
    answered.push(((await response.json()) as { id: string }).id);
  }
  expect(new Set(answered).size).toBe(CAPTURES);

  await hub.restart();
  await expect.poll(async () => (await listed()).length, { timeout: 120_000, interval: 500 }).toBe(CAPTURES);
  expect(await intactIds()).toEqual([...answered].sort());
});

it('a hub that is killed between uploads keeps all acknowledged captures', WHOLE, async () => {
  const before = await intactIds();
  await hub.kill();
  await hub.restart();
  expect(await intactIds()).toEqual(before);
});
