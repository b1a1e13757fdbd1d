import { ANALYSIS_AREAS, areaId, RPC_ERROR, type Analysis, type AnalysisRequest, type AnalysisWatchParams } from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RpcFailure } from '../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const NOTHING = { histogram: false, focus: false };
const REGION = { left: 8, top: 8, width: 16, height: 16 };
const LINE = { x1: 0, y1: 0, x2: 20, y2: 0 };

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

interface Watcher {
  readonly client: TestClient;
  readonly seen: Analysis[];
}

async function newWatcher(bearer = token): Promise<Watcher> {
  const client = await hub.client({ token: bearer });
  const seen: Analysis[] = [];
  client.on('camera:analysis', (id, analysis) => {
    if (id === camera.id) seen.push(analysis);
  });
  clients.push(client);
  return { client, seen };
}
const seqs = ({ seen }: Watcher): number[] => seen.map(({ seq }) => seq);
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

  it('measures each distinct region and line once, and sends the results only to those who asked', async () => {
    const [ana, ben, eva] = [await newWatcher(), await newWatcher(), await newWatcher()];
    await watch(ana.client, { focus: true, region: REGION, line: LINE });
    await watch(ben.client, { histogram: true, region: REGION });
    await watch(eva.client, { focus: true });
    expect(camera.analysisRequests.at(-1)).toEqual({
      histogram: false,
      focus: true,
      areas: [
        { id: areaId({ region: REGION }), histogram: true, focus: true, region: REGION },
        { id: areaId({ line: LINE }), line: LINE },
      ],
    });
    camera.sendAnalysis({ seq: 1 });
    camera.sendAnalysis({ seq: 2, area: areaId({ region: REGION }) });
    camera.sendAnalysis({ seq: 3, area: areaId({ line: LINE }) });
    await expect.poll(() => seqs(ana)).toEqual([2, 3]);
    await expect.poll(() => seqs(ben)).toEqual([2]);
    await expect.poll(() => seqs(eva)).toEqual([1]);
    await unwatch(ana.client);
    await unwatch(ben.client);
    await expect.poll(() => camera.analysisRequests.at(-1)).toEqual({ histogram: false, focus: true });
  });

  it('follows a line that is dragged, and sends no results of earlier places', async () => {
    const ana = await newWatcher();
    const lines = Array.from({ length: 20 }, (_, at) => ({ ...LINE, x2: 20 + at }));
    const replies = await Promise.all(lines.map((line) => watch(ana.client, { line })));
    expect(replies).toEqual(lines.map(() => ({ ok: true })));
    const last = lines.at(-1)!;
    expect(camera.analysisRequests.at(-1)?.areas).toMatchObject([{ line: last }]);
    expect(camera.analysisRequests.length).toBeLessThanOrEqual(lines.length);
    camera.sendAnalysis({ seq: 1, area: areaId({ line: lines[3]! }) });
    camera.sendAnalysis({ seq: 2, area: areaId({ line: last }) });
    await expect.poll(() => seqs(ana)).toEqual([2]);
  });

  it('refuses areas outside the picture, and those of a service that knows none; the previous request stays', async () => {
    const { client } = await newWatcher();
    await watch(client, { focus: true });
    camera.on['analysis.watch'] = () => ({ outside: [areaId({ region: REGION })] });
    expect(await watch(client, { focus: true, region: REGION })).toMatchObject({
      ok: false,
      error: { code: 'setting_rejected', message: 'region 8,8,16,16 px is outside the picture' },
    });
    camera.on['analysis.watch'] = () => ({});
    expect(await watch(client, { line: LINE })).toMatchObject({ ok: false, error: { code: 'camera_error' } });
    const seen: AnalysisWatchParams[] = [];
    camera.on['analysis.watch'] = (request: AnalysisWatchParams) => {
      seen.push(request);
      return { outside: [] };
    };
    const ben = await newWatcher();
    await watch(ben.client, { histogram: true });
    expect(seen.at(-1)).toEqual({ histogram: true, focus: true });
  });

  it('limits the areas of a person and of a camera', async () => {
    const person = await Promise.all(Array.from({ length: 5 }, async () => (await hub.person('viewer')).token));
    const of = (bearer: string, count: number): Promise<TestClient[]> =>
      Promise.all(Array.from({ length: count }, async () => (await newWatcher(bearer)).client));
    const { mostPerPerson, most } = ANALYSIS_AREAS;
    let x2 = 0;
    for (const bearer of person.slice(0, most / mostPerPerson)) {
      for (const client of await of(bearer, mostPerPerson))
        expect(await watch(client, { line: { ...LINE, x2: x2++ } })).toEqual({ ok: true });
    }
    const [mine] = await of(person[0]!, 1);
    expect(await watch(mine!, { line: { ...LINE, x2: 900 } })).toMatchObject({
      ok: false,
      error: { code: 'limit_reached', message: 'You already measure 6 regions and lines of this camera, which is the limit' },
    });
    const [other] = await of(person.at(-1)!, 1);
    expect(await watch(other!, { line: { ...LINE, x2: 901 } })).toMatchObject({
      ok: false,
      error: { code: 'limit_reached', message: '24 regions and lines of this camera are measured already, which is the limit' },
    });
    expect(await watch(other!, { line: { ...LINE, x2: 0 } })).toEqual({ ok: true });
    expect(camera.analysisRequests.at(-1)?.areas).toHaveLength(most);
  });

  it("keeps results of the lab's step and figures apart: each goes to those who asked for it", async () => {
    const [figures, lab] = [await newWatcher(), await newWatcher()];
    await watch(figures.client, { focus: true });
    await watch(lab.client, { labStep: true });
    expect(camera.analysisRequests.at(-1)).toEqual({ histogram: false, focus: true, labStep: true });
    const labStep = { name: 'spots', numbers: [{ name: 'spots', value: 3 }] };
    camera.sendAnalysis({ focus: undefined, labStep });
    camera.sendAnalysis({ focus: { score: 0.9 } });
    await expect.poll(() => lab.seen).toMatchObject([{ labStep }]);
    await expect.poll(() => figures.seen).toMatchObject([{ focus: { score: 0.9 } }]);
    await lab.client.emitWithAck('time:sync', {});
    expect(lab.seen).toHaveLength(1);
    await watch(lab.client, { labStep: false, focus: true });
    camera.sendAnalysis({ focus: undefined, labStep });
    camera.sendAnalysis({ focus: { score: 0.8 } });
    await expect.poll(() => lab.seen).toHaveLength(2);
    expect(lab.seen[1]).toMatchObject({ focus: { score: 0.8 } });
    expect(camera.analysisRequests.at(-1)).toEqual({ histogram: false, focus: true });
  });

  it("shows the camera's step in its state", async () => {
    camera.sendState({ labStep: { name: 'spots' } });
    await expect.poll(() => hub.hub.registry.get(camera.id)?.state.labStep).toEqual({ name: 'spots' });
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
    expect(camera.analysisRequests.at(-1)).toMatchObject({ histogram: true, areas: [{ focus: true, region: REGION }] });
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
