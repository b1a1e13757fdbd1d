/** The curl commands of the integration guide, with other URLs and credentials, against both services. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ADMIN, startHub, type TestHub } from '../setup/start-hub.ts';

const run = promisify(execFile);
let hub: TestHub;
let camera: ServiceProcess;

beforeAll(async () => {
  hub = await startHub();
  camera = await ServiceProcess.start(
    cameraCommand({ HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_DATA_DIR: join(hub.dataDir, 'camera') }),
  );
  await vi.waitFor(() => expect(hub.hub.registry.all[0]?.online).toBe(true), { timeout: 60_000 });
}, 300_000);

afterAll(async () => {
  await camera.stop();
  await hub.close();
});

async function curl(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run('curl', ['--silent', '--show-error', ...args]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

it('work with the Python service directly', { timeout: 300_000 }, async () => {
  expect(await curl(`${camera.url}/health`)).toMatchObject({ status: 'healthy', camera_connected: true });

  const capture = await curl('-X', 'POST', `${camera.url}/capture`, '-H', 'Content-Type: application/json', '-d', '{"exposure": 100}');
  expect(capture).toMatchObject({
    success: true,
    settings: { exposure: expect.closeTo(100, 1) as number, gain: 0, resolution: { width: 1280, height: 1024 } },
    image_info: { format: 'JPG' },
  });
  expect(capture['filename']).toMatch(/^capture_\d{8}_\d{6}_\d{3}(_\d+)?\.jpg$/);
  expect(String(capture['filepath']).endsWith(String(capture['filename']))).toBe(true);
  expect(capture['timestamp']).toMatch(TIMESTAMP);

  expect(await curl(`${camera.url}/settings`)).toMatchObject({
    exposure: expect.closeTo(100, 1) as number,
    resolution: { width: 1280, height: 1024 },
    available_resolutions: expect.arrayContaining([{ width: 640, height: 480 }]) as unknown,
    connected: true,
  });
});

it('work through the hub', { timeout: 300_000 }, async () => {
  const login = await curl(
    '-X',
    'POST',
    `${hub.url}/api/v1/auth/login`,
    '-H',
    'Content-Type: application/json',
    '-d',
    JSON.stringify(ADMIN),
  );
  const TOKEN = String(login['access_token']);
  const capture = await curl(
    ...['-X', 'POST', `${hub.url}/api/v1/camera/capture`],
    ...['-H', `Authorization: Bearer ${TOKEN}`, '-H', 'Content-Type: application/json', '-d', '{"exposure": 100}'],
  );
  expect(capture).toMatchObject({
    success: true,
    settings: { exposure: expect.closeTo(100, 1) as number, gain: 0, resolution: { width: 1280, height: 1024 } },
    image_info: { format: 'JPG', size_bytes: expect.any(Number) as number },
  });
  expect(capture['timestamp']).toMatch(TIMESTAMP);
  const { stdout } = await run('curl', ['-s', '-H', `Authorization: Bearer ${TOKEN}`, `${hub.url}${String(capture['url'])}`], {
    encoding: 'buffer',
  });
  expect(stdout.subarray(0, 2).toString('hex')).toBe('ffd8');
});
