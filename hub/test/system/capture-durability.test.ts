/** Camera service, hub and database as processes. The hub is killed while captures are taken. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cameraCommand, hubCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import type { CapturePage, LoginResult } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';

const CAMERA_TOKEN = 'camera-token-of-the-tests';
const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };
const CAPTURES = 20;

let folder: string;
let database: TemporaryDatabase;
let hub: ServiceProcess;
let camera: ServiceProcess;
let hubEnv: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-system-'));
  database = await createTemporaryDatabase();
  hubEnv = {
    DATABASE_URL: database.url,
    DATA_DIR: join(folder, 'hub'),
    CAMERA_TOKEN,
    JWT_SECRET: 'a signing key of the tests, 32+ characters',
    EYEPIECE_ADMIN_EMAIL: ADMIN.email,
    EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
  };
  hub = await ServiceProcess.start(hubCommand(hubEnv));
  hubEnv['HUB_PORT'] = new URL(hub.url).port;
  camera = await ServiceProcess.start(cameraCommand({ HUB_URL: hub.url, CAMERA_TOKEN, CAMERA_DATA_DIR: join(folder, 'camera') }));
}, 300_000);

afterAll(async () => {
  await camera.stop();
  await hub.stop();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function library(): Promise<CapturePage> {
  const login = await fetch(`${hub.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  const { access_token: token } = (await login.json()) as LoginResult;
  const page = await fetch(`${hub.url}/api/v1/captures?limit=200`, { headers: { authorization: `Bearer ${token}` } });
  const captures = (await page.json()) as CapturePage;
  for (const { url, sha256 } of captures.captures) {
    const file = await fetch(`${hub.url}${url}`, { headers: { authorization: `Bearer ${token}` } });
    expect(
      createHash('sha256')
        .update(Buffer.from(await file.arrayBuffer()))
        .digest('hex'),
    ).toBe(sha256);
  }
  return captures;
}

it('captures answered while the hub is down are in the library once each after its return', { timeout: 300_000 }, async () => {
  const answered: string[] = [];
  for (let count = 0; count < CAPTURES; count += 1) {
    if (count === 5) await hub.kill();
    const response = await fetch(`${camera.url}/capture`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(response.status).toBe(200);
    answered.push(((await response.json()) as { id: string }).id);
  }
  expect(new Set(answered).size).toBe(CAPTURES);

  hub = await ServiceProcess.start(hubCommand(hubEnv));
  await expect.poll(async () => (await library()).total, { timeout: 120_000, interval: 500 }).toBe(CAPTURES);
  const { captures } = await library();
  expect(captures.map(({ id }) => id).sort()).toEqual([...answered].sort());
});

it('a hub that is killed between uploads keeps all acknowledged captures', { timeout: 300_000 }, async () => {
  const before = (await library()).total;
  await hub.kill();
  hub = await ServiceProcess.start(hubCommand(hubEnv));
  expect((await library()).total).toBe(before);
});
