/** A real hub with PGlite that is killed right after it has answered that a capture is kept. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { signIn } from '@eyepiece/harness/crowd/hub-account';
import { FaultProxy } from '@eyepiece/harness/proxy/fault-proxy';
import { ADMIN, HubProcess } from '@eyepiece/harness/system/processes/hub-process';
import { allCaptures } from '@eyepiece/harness/system/library/library-list';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import type { CameraState, GuideKeptCapture } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAMERA_ID, expectFile, silentUploads, SOON, untilReached, WHOLE, type KillCase } from './kill-cases.ts';

const CASES: readonly (readonly [string, KillCase])[] = [
  ['at once', { rules: [], reached: 'nothing' }],
  ['in the middle of the upload', { rules: [silentUploads('up', 100_000)], reached: 'begun' }],
  ['before the camera service learns that it has the capture', { rules: [silentUploads('down', 0)], reached: 'stored' }],
];

let hub: HubProcess;
let token: string;

beforeAll(async () => {
  hub = await HubProcess.start();
  token = await signIn(hub.url, ADMIN);
}, WHOLE.timeout);
afterAll(() => hub.close());

const api = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${hub.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });

async function isOnline(): Promise<boolean> {
  const { cameras } = (await (await api('/cameras')).json()) as { cameras: CameraState[] };
  return cameras.some(({ id, status }) => id === CAMERA_ID && status !== 'offline');
}

async function found(label: string): Promise<string[]> {
  return (await allCaptures(api)).filter((capture) => capture.label === label).map(({ id }) => id);
}

it.each(CASES)('%s: the capture is stored once, complete, after its restart', WHOLE, async (label, kill) => {
  const { rules } = kill;
  const proxy = await FaultProxy.start({ target: hub.url, rules });
  const dataDir = join(hub.dataDir, 'camera');
  const camera = await ServiceProcess.start(
    cameraCommand({ HUB_URL: proxy.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID, CAMERA_DATA_DIR: dataDir }),
  );
  try {
    await expect.poll(isOnline, SOON).toBe(true);
    const order = { method: 'POST', body: JSON.stringify({ answerWhen: 'kept', format: 'jpg', label }) };
    const response = await api(`/cameras/${CAMERA_ID}/captures`, order);
    expect(response.status).toBe(202);
    const kept = (await response.json()) as GuideKeptCapture;
    await untilReached(kill, proxy, () => found(label));
    await hub.kill();
    if (rules.length > 0) proxy.rules.remove('uploads');
    proxy.cut();
    await hub.restart();

    await expect.poll(() => readdir(join(dataDir, 'spool')), SOON).toEqual([]);
    expect(await found(label)).toEqual([kept.id]);
    expectFile(Buffer.from(await (await api(`/captures/${kept.id}/file`)).arrayBuffer()), kept);
  } finally {
    await camera.stop();
    await proxy.close();
  }
});
