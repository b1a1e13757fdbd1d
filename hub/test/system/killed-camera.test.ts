/** A real camera service that is killed right after it has answered that it keeps a capture. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultProxy } from '@eyepiece/harness/proxy/fault-proxy';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import type { Capture, CapturePage, GuideKeptCapture } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useHub } from '../setup/use-hub.ts';
import { CAMERA_ID, expectFile, silentUploads, SOON, untilReached, WHOLE, type KillCase } from './kill-cases.ts';

const CASES: readonly (readonly [string, KillCase])[] = [
  ['at once', { rules: [], reached: 'nothing' }],
  ['before its upload has sent anything', { rules: [silentUploads('up', 0)], reached: 'begun' }],
  ['in the middle of its upload', { rules: [silentUploads('up', 100_000)], reached: 'begun' }],
  ['before it learns that the hub has the capture', { rules: [silentUploads('down', 0)], reached: 'stored' }],
];

const hub = useHub();
const announced: string[] = [];
let token: string;
let camera: ServiceProcess | undefined;

beforeAll(async () => {
  token = (await hub.login()).access_token;
  const client = await hub.client({ token });
  client.on('capture:created', ({ id }) => announced.push(id));
});
afterAll(() => camera?.stop());

const dataDir = (): string => join(hub.dataDir, 'camera');
const isOnline = (): boolean => hub.hub.registry.get(CAMERA_ID)?.online === true;

async function startCamera(url: string): Promise<ServiceProcess> {
  const started = await ServiceProcess.start(
    cameraCommand({ HUB_URL: url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID, CAMERA_DATA_DIR: dataDir() }),
  );
  camera = started;
  await expect.poll(isOnline, SOON).toBe(true);
  return started;
}

async function order(label: string): Promise<GuideKeptCapture> {
  const json = { answerWhen: 'kept', format: 'jpg', label };
  const response = await hub.api(`/cameras/${CAMERA_ID}/captures`, { method: 'POST', token, json });
  expect(response.status).toBe(202);
  return (await response.json()) as GuideKeptCapture;
}

async function found(label: string): Promise<Capture[]> {
  const response = await hub.api(`/captures?label=${encodeURIComponent(label)}`, { token });
  return ((await response.json()) as CapturePage).captures;
}

async function expectComplete(kept: GuideKeptCapture): Promise<void> {
  const file = Buffer.from(await (await hub.api(kept.url, { token })).arrayBuffer());
  expectFile(file, kept);
  const { width, height } = await sharp(file)
    .raw()
    .toBuffer({ resolveWithObject: true })
    .then(({ info }) => info);
  expect([width, height]).toEqual([kept.capture.width, kept.capture.height]);
}

it.each(CASES)('%s: the capture arrives once, complete, after its restart', WHOLE, async (label, kill) => {
  const { rules, reached } = kill;
  const proxy = await FaultProxy.start({ target: hub.url, rules });
  try {
    const service = await startCamera(proxy.url);
    const kept = await order(label);
    await untilReached(kill, proxy, () => found(label));
    await service.kill();
    // As the kernel does for a process that ends.
    proxy.cut();
    if (reached === 'begun') {
      expect(await found(label)).toEqual([]);
      expect(await readdir(join(dataDir(), 'spool'))).toContain(kept.id);
    }
    await expect.poll(isOnline, SOON).toBe(false);

    const restarted = await startCamera(hub.url);
    await expect.poll(() => readdir(join(dataDir(), 'spool')), SOON).toEqual([]);
    expect((await found(label)).map(({ id }) => id)).toEqual([kept.id]);
    await expectComplete(kept);
    await expect.poll(() => announced.filter((id) => id === kept.id), SOON).toEqual([kept.id]);
    await restarted.stop();
  } finally {
    await proxy.close();
    await camera?.stop();
  }
});
