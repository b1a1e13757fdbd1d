/** Whole hubs that reach each other over TLS, below a base path, each with an authority of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@eyepiece/host/free-port';
import type { HubHealth } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { makeAuthority } from '../../src/network/tls/x509.ts';
import { authorityOf, LOCAL } from '../http/tls/secure-client.ts';
import type { TestHub } from '../setup/start-hub.ts';
import { CLUSTER_TOKEN, startHubs, type TestHubs } from './start-hubs.ts';

const BASE_PATH = '/eyepiece';
const CAMERA = 'cam';

let cluster: TestHubs;
let folder: string;
/** CLUSTER_CA of all hubs. */
let caFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-secure-'));
  caFile = join(folder, 'hubs.pem');
  cluster = await startHubs(0);
});
afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true });
});

async function addSecureHub(): Promise<TestHub> {
  const port = await freePort();
  const advertiseUrl = `https://127.0.0.1:${port}${BASE_PATH}`;
  const secure = { redisUrl: cluster.redis.url, token: CLUSTER_TOKEN, advertiseUrl, caFile };
  return cluster.add({ tls: { ...LOCAL, port, required: true }, basePath: BASE_PATH, cluster: secure });
}

/** What a client of the hub is told about the other hubs. */
async function watchHealth(hub: TestHub): Promise<() => HubHealth['hubs']> {
  let last: HubHealth | undefined;
  const token = (await hub.login()).access_token;
  const client = await hub.client({ token }, {}, (opening) => opening.on('hub:health', (health) => (last = health)));
  onTestFinished(() => void client.disconnect());
  return () => last?.hubs;
}

it('says that another hub is not trusted, until CLUSTER_CA has the authorities of all', async () => {
  const day = 86_400_000;
  const foreign = await makeAuthority('foreign', { dns: [], ip: [] }, { from: new Date(), to: new Date(Date.now() + day) });
  await writeFile(caFile, foreign.certificate.toString());
  const hubs = [await addSecureHub(), await addSecureHub()] as const;
  const before = await watchHealth(hubs[0]);
  await expect.poll(before).toBe('unreachable');

  await writeFile(caFile, hubs.map(authorityOf).join('\n'));
  for (const hub of hubs) await hub.restart();
  const health = await Promise.all(hubs.map(watchHealth));
  await expect.poll(() => hubs.map(({ hub }) => hub.others?.peers.connections.map(({ up }) => up))).toEqual([[true], [true]]);
  await expect.poll(() => health.map((hubsOf) => hubsOf())).toEqual(['ok', 'ok']);

  const [home, edge] = hubs;
  const camera = home.camera({ cameraId: CAMERA });
  await camera.connect();
  await expect.poll(() => edge.hub.registry.get(CAMERA)?.state.status).toBe('idle');
  const viewer = await edge.client({ token: (await edge.login()).access_token });
  onTestFinished(() => void viewer.disconnect());
  let frames = 0;
  viewer.on('frame', () => (frames += 1));
  expect(await viewer.emitWithAck('watch', { cameraId: CAMERA, flow: 'none' })).toMatchObject({ ok: true });
  await expect
    .poll(async () => {
      await camera.sendFrame();
      return frames;
    })
    .toBeGreaterThan(2);
});
