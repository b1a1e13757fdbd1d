import { RPC_ERROR, type Analysis, type AnalysisRequest } from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RpcFailure } from '../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const NOTHING = { histogram: false, focus: false };
const REGION = { left: 8, top: 8, width: 16, height: 16 };

const hub = useHub();
let token: string;
let camera: FakeCamera;
let cameras = 0;
const clients: TestClient[] = [];

beforeAll(async () => {
  token = (await hub.person('viewer')).token;
});
beforeEach(async () => {
  camera = await hub.connectCamera({ cameraId: `cam-${cameras++}` });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await camera.close();
});

async function newWatcher(): Promise<{ client: TestClient; seen: Analysis[] }> {
  const client = await hub.client({ token });
  const seen: Analysis[] = [];
  client.on('camera:analysis', (id, analysis) => {
    if (id === camera.id) seen.push(analysis);
  });
  clients.push(client);
  return { client, seen };
}
const watch = (client: TestClient, request: AnalysisRequest) => client.emitWithAck('analysis:watch', { cameraId: camera.id, ...request });
const unwatch = (client: TestClient) => client.emitWithAck('analysis:unwatch', { cameraId: camera.id });

describe('analysis', () => {
  it('goes only to clients that asked for it', async () => {
    const [watcher, other] = [await newWatcher(), await newWatcher()];
    expect(await watch(watcher.client, { focus: true })).toEqual({ ok: true });
    camera.sendAnalysis({ focus: { score: 0.7, camera: 12 } });
    await expect.poll(() => watcher.seen).toMatchObject([{ focus: { score: 0.7, camera: 12 } }]);
    // The answer arrives after everything sent before it.
    await other.client.emitWithAck('time:sync', {});
    expect(other.seen).toEqual([]);
    await unwatch(watcher.client);
    camera.sendAnalysis();
    camera.sendState({ spooled: 3 });
    await expect.poll(() => hub.hub.registry.get(camera.id)?.state.spooled).toBe(3);
    await watcher.client.emitWithAck('time:sync', {});
    expect(watcher.seen).toHaveLength(1);
  });

  it('combines the requests of all watchers, and ends with the last', async () => {
    const [ana, ben] = [await newWatcher(), await newWatcher()];
    await watch(ana.client, { histogram: true });
    await watch(ben.client, { focus: true });
    await watch(ben.client, { focus: true });
    await unwatch(ana.client);
    ben.client.disconnect();
    await expect.poll(() => camera.analysisRequests).toHaveLength(4);
    expect(camera.analysisRequests).toEqual([
      { histogram: true, focus: false },
      { histogram: true, focus: true },
      { histogram: false, focus: true },
      NOTHING,
    ]);
  });

  it('measures the region asked for last, while its client watches', async () => {
    const [ana, ben] = [await newWatcher(), await newWatcher()];
    const other = { ...REGION, left: 0 };
    await watch(ana.client, { focus: true, region: REGION });
    await watch(ben.client, { focus: true, region: other });
    await watch(ana.client, { focus: true });
    expect(camera.analysisRequests.at(-1)).toMatchObject({ region: other });
    await unwatch(ben.client);
    await expect.poll(() => camera.analysisRequests.at(-1)).toEqual({ histogram: false, focus: true });
  });

  it('is requested again when the camera is back, including requests that arrived meanwhile', async () => {
    const [ana, ben] = [await newWatcher(), await newWatcher()];
    await watch(ana.client, { histogram: true });
    await camera.close();
    await expect.poll(() => hub.hub.registry.get(camera.id)?.online).toBe(false);
    expect(await watch(ben.client, { focus: true })).toEqual({ ok: true });
    await camera.connect();
    await expect
      .poll(() => camera.analysisRequests)
      .toEqual([
        { histogram: true, focus: false },
        { histogram: true, focus: true },
      ]);
    camera.sendAnalysis();
    await expect.poll(() => [ana.seen.length, ben.seen.length]).toEqual([1, 1]);
  });

  it('passes on the refusal of the camera, and keeps the previous request', async () => {
    const { client } = await newWatcher();
    await watch(client, { focus: true, region: REGION });
    const accept = camera.on['analysis.watch']!;
    camera.on['analysis.watch'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.invalidParams, message: 'region: left 900 is outside of 64 × 48' });
    };
    const reply = await watch(client, { focus: true, region: { ...REGION, left: 900 } });
    expect(reply).toMatchObject({ ok: false, error: { code: 'setting_rejected', message: 'region: left 900 is outside of 64 × 48' } });
    camera.on['analysis.watch'] = accept;
    const ben = await newWatcher();
    await watch(ben.client, { histogram: true });
    expect(camera.analysisRequests.at(-1)).toEqual({ histogram: true, focus: true, region: REGION });
  });

  it('is refused for an unknown camera; ending it without watching succeeds', async () => {
    const { client } = await newWatcher();
    expect(await client.emitWithAck('analysis:watch', { cameraId: 'nowhere', focus: true })).toMatchObject({
      ok: false,
      error: { code: 'camera_not_found' },
    });
    expect(await client.emitWithAck('analysis:unwatch', { cameraId: 'nowhere' })).toEqual({ ok: true });
    expect(await unwatch(client)).toEqual({ ok: true });
    expect(camera.analysisRequests).toEqual([]);
  });

  it('is refused by the hub if it is malformed', async () => {
    const { client, seen } = await newWatcher();
    await watch(client, { histogram: true });
    const bins = new Array<number>(255).fill(0);
    camera.sendAnalysis({ histogram: [{ name: 'L', bins, min: 0, max: 1, mean: 0, deviation: 0, saturated: 0, black: 1 }] });
    await expect.poll(() => JSON.stringify(camera.answers)).toContain('histogram.0.bins');
    expect(seen).toEqual([]);
  });
});
