/** A real camera service that is killed right after it has answered that it keeps a capture. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultProxy } from '@eyepiece/harness/proxy/fault-proxy';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/service-process';
import type { Capture, CapturePage, GuideKeptCapture } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useHub } from '../setup/use-hub.ts';

/** Generous because test machines are shared; passing tests do not wait for it. */
const SOON = { timeout: 120_000 };
const WHOLE = { timeout: 600_000 };
const CAMERA_ID = 'killed';

type ProxyRule = NonNullable<Parameters<typeof FaultProxy.start>[0]['rules']>[number];

const UPLOADS = { kind: 'http', path: '/ingest/v1/captures/' } as const;

interface Case {
  /** Rules of the proxy until the kill. */
  readonly rules: readonly ProxyRule[];
  /** What must have happened to the upload before the kill. */
  readonly reached: 'nothing' | 'begun' | 'stored';
}

const CASES: readonly (readonly [string, Case])[] = [
  ['at once', { rules: [], reached: 'nothing' }],
  ['before its upload has sent anything', { rules: [silent('up', 0)], reached: 'begun' }],
  ['in the middle of its upload', { rules: [silent('up', 100_000)], reached: 'begun' }],
  ['before it learns that the hub has the capture', { rules: [silent('down', 0)], reached: 'stored' }],
];

function silent(direction: 'up' | 'down', afterBytes: number): ProxyRule {
  return { name: 'uploads', fault: 'half-open', direction, afterBytes, connections: UPLOADS };
}

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

async function expectComplete({ url, capture }: GuideKeptCapture): Promise<void> {
  const file = Buffer.from(await (await hub.api(url, { token })).arrayBuffer());
  expect([file.length, createHash('sha256').update(file).digest('hex')]).toEqual([capture.sizeBytes, capture.sha256]);
  const { width, height } = await sharp(file)
    .raw()
    .toBuffer({ resolveWithObject: true })
    .then(({ info }) => info);
  expect([width, height]).toEqual([capture.width, capture.height]);
}

it.each(CASES)('%s: the capture arrives once, complete, after its restart', WHOLE, async (label, { rules, reached }) => {
  const proxy = await FaultProxy.start({ target: hub.url, rules });
  try {
    const service = await startCamera(proxy.url);
    const kept = await order(label);
    if (reached === 'begun') await expect.poll(() => proxy.counts()[0]?.matched, SOON).toBeGreaterThan(0);
    if (reached === 'stored') await expect.poll(() => found(label), SOON).toHaveLength(1);
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
