/** Two hubs: people at one measure the pictures of a camera of the other. */
import { ANALYSIS_AREAS, areaId, type Ack, type Analysis, type AnalysisRequest, type AnalysisWatchParams } from '@eyepiece/shared-types';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import type { TestClient, TestHub } from '../../setup/start-hub.ts';
import { startHubs, type TestHubs } from '../start-hubs.ts';

/** Polling timeout. Generous because test machines are shared; passing tests do not wait for it. */
const PATIENT = { timeout: 60_000, interval: 50 };
const NOTHING = { histogram: false, focus: false };
const REGION = { left: 8, top: 8, width: 16, height: 16 };
const LINE = { x1: 0, y1: 0, x2: 20, y2: 0 };

let hubs: TestHubs | undefined;
/** The hub of the people, and the home of the camera. */
let edge: TestHub;
let home: TestHub;
let camera: FakeCamera;
const clients: TestClient[] = [];

beforeAll(async () => {
  hubs = await startHubs(2);
  [edge, home] = hubs.hubs as [TestHub, TestHub];
  camera = await home.connectCamera({ cameraId: 'cam' });
  await vi.waitFor(() => expect(edge.hub.registry.get('cam')?.status).toBe('idle'), PATIENT);
});
afterAll(() => hubs?.close());
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await vi.waitFor(() => expect(asked()).toEqual(NOTHING), PATIENT);
});

const asked = (): AnalysisWatchParams | undefined => camera.analysisRequests.at(-1) ?? NOTHING;

interface Watcher {
  readonly client: TestClient;
  /** Ids of the areas of its results; `picture` for the whole picture. */
  readonly seen: string[];
  watch(request: AnalysisRequest): Promise<Awaited<Parameters<Ack<object>>[0]>>;
}

async function watcherAt(hub: TestHub, token?: string): Promise<Watcher> {
  const bearer = token ?? (await hub.person('viewer')).token;
  const seen: string[] = [];
  const client = await hub.client({ token: bearer }, {}, (socket) =>
    socket.on('camera:analysis', (_id, { area, labStep }) => seen.push(labStep ? `lab ${labStep.name}` : (area ?? 'picture'))),
  );
  clients.push(client);
  return { client, seen, watch: (request) => client.timeout(60_000).emitWithAck('analysis:watch', { cameraId: 'cam', ...request }) };
}

/** Sends results until a watcher has got some of an area. A camera or hub may have sent others before it heard of the request. */
async function untilSeen({ seen }: Watcher, area: string, ...results: Partial<Analysis>[]): Promise<void> {
  await expect
    .poll(() => {
      for (const result of results) camera.sendAnalysis(result);
      return seen.at(-1);
    }, PATIENT)
    .toBe(area);
}

describe('the analysis of a camera of another hub', () => {
  it('reaches the subscribers of every hub', async () => {
    const watcher = await watcherAt(edge);
    expect(await watcher.watch({ focus: true })).toEqual({ ok: true });
    expect(asked()).toMatchObject({ focus: true });
    await untilSeen(watcher, 'picture', {});
  });

  it("has results of the lab's step for those who asked, and for nobody else", async () => {
    camera.sendState({ labStep: { name: 'spots' } });
    await expect.poll(() => edge.hub.registry.get('cam')?.state.labStep, PATIENT).toEqual({ name: 'spots' });
    const watcher = await watcherAt(edge);
    expect(await watcher.watch({ labStep: true })).toEqual({ ok: true });
    await untilSeen(watcher, 'lab spots', {}, { focus: undefined, labStep: { name: 'spots' } });
    expect(new Set(watcher.seen)).toEqual(new Set(['lab spots']));
  });

  it('measures an area of people at both hubs once, and sends it to those who asked for it', async () => {
    const [region, line] = [areaId({ region: REGION }), areaId({ line: LINE })];
    const [here, there, other] = [await watcherAt(edge), await watcherAt(home), await watcherAt(edge)];
    expect(await here.watch({ focus: true, region: REGION })).toEqual({ ok: true });
    expect(await there.watch({ histogram: true, region: REGION })).toEqual({ ok: true });
    expect(await other.watch({ line: LINE })).toEqual({ ok: true });
    await expect
      .poll(() => asked()?.areas, PATIENT)
      .toEqual([
        expect.objectContaining({ id: region, histogram: true, focus: true, region: REGION }),
        expect.objectContaining({ id: line, line: LINE }),
      ]);
    const results = [{}, { area: line, focus: undefined }, { area: region, region: REGION }];
    await untilSeen(here, region, ...results);
    await untilSeen(there, region, ...results);
    await untilSeen(other, line, ...results);
    expect([here, there, other].map(({ seen }) => [...new Set(seen)])).toEqual([[region], [region], [line]]);
    here.client.disconnect();
    // A measurement goes on while a person at the other hub needs it.
    await expect.poll(() => asked()?.areas?.find(({ id }) => id === region)?.focus, PATIENT).toBe(false);
  });

  it('refuses an area outside the picture, and keeps the request before', async () => {
    const outside = areaId({ line: LINE });
    const before = camera.on['analysis.watch'];
    camera.on['analysis.watch'] = (request: AnalysisWatchParams) => {
      camera.analysisRequests.push(request);
      return { outside: (request.areas ?? []).flatMap(({ id }) => (id === outside ? [id] : [])) };
    };
    try {
      const [watcher, other] = [await watcherAt(edge), await watcherAt(edge)];
      expect(await watcher.watch({ focus: true, region: REGION })).toEqual({ ok: true });
      expect(await watcher.watch({ line: LINE })).toMatchObject({ ok: false, error: { code: 'setting_rejected' } });
      expect(await other.watch({ focus: true })).toEqual({ ok: true });
      await expect.poll(() => asked()?.areas?.map(({ id }) => id), PATIENT).toEqual([areaId({ region: REGION })]);
      await untilSeen(watcher, areaId({ region: REGION }), { area: areaId({ region: REGION }) });
    } finally {
      if (before) camera.on['analysis.watch'] = before;
    }
  });

  it('has a limit over all hubs, which names itself; others go on', async () => {
    const regionOf = (left: number): AnalysisRequest => ({ focus: true, region: { ...REGION, left } });
    const fill = async (hub: TestHub, from: number, count: number): Promise<void> => {
      const { token } = await hub.person('viewer');
      for (let at = from; at < from + count; at += 1) {
        expect((await (await watcherAt(hub, token)).watch(regionOf(at))).ok).toBe(true);
      }
    };
    const { most, mostPerPerson } = ANALYSIS_AREAS;
    for (let from = 0; from < most; from += mostPerPerson) await fill(from < most / 2 ? edge : home, from, mostPerPerson);
    await expect.poll(() => asked()?.areas?.length, PATIENT).toBe(most);
    const late = await watcherAt(edge);
    expect(await late.watch(regionOf(most))).toMatchObject({
      ok: false,
      error: {
        code: 'limit_reached',
        message: `${String(most)} regions and lines of this camera are measured already, which is the limit`,
      },
    });
    expect((await late.watch(regionOf(0))).ok).toBe(true);
    await untilSeen(late, areaId({ region: { ...REGION, left: 0 } }), { area: areaId({ region: { ...REGION, left: 0 } }) });
    expect(asked()?.areas).toHaveLength(most);
  });
});
