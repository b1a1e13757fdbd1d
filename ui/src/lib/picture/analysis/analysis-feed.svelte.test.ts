import { areaId, type Analysis, type AnalysisRequest, type CameraState } from '@eyepiece/shared-types';
import { beforeEach, expect, it, vi } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import { HubError } from '@eyepiece/client/hub-error';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { AnalysisFeed } from './analysis-feed.svelte.ts';

class Page extends EventTarget {
  visibilityState = 'visible';
  show(visibilityState: string): void {
    this.visibilityState = visibilityState;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const events = new Emitter<HubEvents>();
const requests: string[] = [];
let refuse: HubError | null = null;
const instrument = {
  watchAnalysis: (cameraId: string, request: AnalysisRequest) => {
    requests.push(`watch ${cameraId} ${Object.entries(request).filter(([, on]) => on).map(([kind]) => kind).join('+')}`); // prettier-ignore
    return refuse ? Promise.reject(refuse) : Promise.resolve();
  },
  unwatchAnalysis: (cameraId: string) => void requests.push(`unwatch ${cameraId}`),
};
const page = new Page();
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const report = (score: number): Analysis => ({ seq: 1, capturedAtUs: 1, bitDepth: 8, focus: { score } });

beforeEach(() => {
  vi.stubGlobal('document', page);
  requests.length = 0;
  refuse = null;
  page.visibilityState = 'visible';
});

function makeFeed(): AnalysisFeed {
  return new AnalysisFeed({ events, instrument } as unknown as HubClient);
}

/** A feed of the left camera with one panel. */
async function feedWith(part: 'histogram' | 'focus'): Promise<AnalysisFeed> {
  const feed = makeFeed();
  feed.watch('left');
  feed.subscribe(part);
  await settled();
  return feed;
}

it('sends one request for several panels, and unsubscribes with the last one', async () => {
  const feed = makeFeed();
  feed.watch('left');
  const ends = [feed.subscribe('histogram'), feed.subscribe('histogram'), feed.subscribe('focus')];
  await settled();
  expect(requests).toEqual(['watch left histogram+focus']);
  ends[0]!();
  ends[2]!();
  await settled();
  expect(requests.at(-1)).toBe('watch left histogram');
  ends[1]!();
  await settled();
  expect(requests).toEqual(['watch left histogram+focus', 'watch left histogram', 'unwatch left']);
  feed.close();
});

it('sends no requests while the tab is hidden, and subscribes again after a reconnect', async () => {
  const feed = await feedWith('histogram');
  page.show('hidden');
  await settled();
  expect(requests.at(-1)).toBe('unwatch left');
  page.show('visible');
  await settled();
  events.emit('welcome', { user: {} as never, hubVersion: '', uiVersion: '' });
  await settled();
  expect(requests.slice(2)).toEqual(['watch left histogram', 'watch left histogram']);
  feed.close();
});

it('unsubscribes from the previous camera and clears its data', async () => {
  const feed = await feedWith('focus');
  events.emit('analysis', 'left', report(4));
  events.emit('analysis', 'right', report(9));
  expect(feed.focus.best).toBe(4);
  feed.watch('right');
  await settled();
  expect(requests).toEqual(['watch left focus', 'unwatch left', 'watch right focus']);
  expect(feed.latest).toBeNull();
  expect(feed.focus.best).toBeNull();
  feed.close();
});

it('keeps the reason of a refusal and requests again when the camera is back', async () => {
  const feed = makeFeed();
  refuse = new HubError('camera_offline', 'gone');
  feed.watch('left');
  feed.subscribe('histogram');
  await settled();
  expect(feed.refusal?.code).toBe('camera_offline');
  refuse = null;
  events.emit('camera', { id: 'left', status: 'live' } as CameraState);
  await settled();
  expect(requests).toHaveLength(2);
  expect(feed.refusal).toBeNull();
  feed.close();
});

it("asks for the lab's step while a panel shows it, and keeps its results apart", async () => {
  const feed = await feedWith('focus');
  const end = feed.subscribe('labStep');
  await settled();
  expect(requests.at(-1)).toBe('watch left focus+labStep');
  events.emit('analysis', 'left', report(5));
  const labStep = { name: 'spots', numbers: [{ name: 'spots', value: 3 }] };
  events.emit('analysis', 'left', { seq: 2, capturedAtUs: 2, bitDepth: 8, labStep });
  expect(feed.latest?.focus?.score).toBe(5);
  expect(feed.lab).toEqual(labStep);
  feed.watch('right');
  expect(feed.lab).toBeNull();
  events.emit('analysis', 'right', { seq: 3, capturedAtUs: 3, bitDepth: 8, labStep });
  end();
  expect(feed.lab).toBeNull();
  await settled();
  expect(requests.at(-1)).toBe('watch right focus');
  events.emit('analysis', 'right', { seq: 4, capturedAtUs: 4, bitDepth: 8, labStep });
  expect(feed.lab).toBeNull();
  feed.close();
});

const REGION = { left: 1, top: 2, width: 3, height: 4 };
const LINE = { x1: 0, y1: 0, x2: 9, y2: 0 };

it('shows the figures of a region instead of those of the picture, and the samples of a line beside them', async () => {
  const feed = await feedWith('focus');
  feed.subscribe('profile');
  feed.measure({ region: REGION, line: LINE });
  await vi.waitFor(() => expect(requests.at(-1)).toBe('watch left focus+region+line'));
  events.emit('analysis', 'left', report(4));
  expect(feed.latest).toBeNull();
  events.emit('analysis', 'left', { ...report(5), area: areaId({ region: REGION }), region: REGION });
  expect(feed.latest?.focus?.score).toBe(5);
  const profile = { line: LINE, stepPx: 1, channels: [{ name: 'L' as const, values: [1, 2] }] };
  events.emit('analysis', 'left', { seq: 2, capturedAtUs: 1, bitDepth: 8, area: 'line:elsewhere', profile });
  expect(feed.profile).toBeNull();
  events.emit('analysis', 'left', { seq: 2, capturedAtUs: 1, bitDepth: 8, area: areaId({ line: LINE }), profile });
  expect(feed.profile?.channels[0]?.values).toEqual([1, 2]);
  feed.measure({ region: null, line: null });
  expect(feed.profile).toBeNull();
  await vi.waitFor(() => expect(requests.at(-1)).toBe('watch left focus'));
  feed.close();
});

it('sends a few requests a second while a line is dragged, and the last place always', async () => {
  vi.useFakeTimers();
  try {
    const feed = makeFeed();
    feed.watch('left');
    feed.subscribe('profile');
    for (let x2 = 0; x2 < 100; x2++) {
      feed.measure({ region: null, line: { ...LINE, x2 } });
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(requests.length).toBeLessThan(14);
    expect(requests.length).toBeGreaterThan(1);
    feed.close();
  } finally {
    vi.useRealTimers();
  }
});

it('measures a region once, also while another is shown, and fails when nothing arrives or the hub refuses', async () => {
  const feed = await feedWith('histogram');
  const once = feed.once(REGION);
  await settled();
  expect(requests.at(-1)).toBe('watch left histogram+region');
  const result = { ...report(1), area: areaId({ region: REGION }) };
  events.emit('analysis', 'left', result);
  expect(await once).toBe(result);
  await settled();
  expect(requests.at(-1)).toBe('watch left histogram');
  refuse = new HubError('setting_rejected', 'region 1,2,3,4 px is outside the picture');
  await expect(feed.once(REGION)).rejects.toThrow('outside');
  refuse = null;
  const other = feed.once(REGION);
  feed.watch('right');
  await expect(other).rejects.toThrow();
  feed.close();
});

it('measures the region that was asked for last, when another measurement is under way', async () => {
  const feed = await feedWith('histogram');
  const first = feed.once(REGION);
  const refused = expect(first).rejects.toThrow('another measurement began');
  const region = { ...REGION, left: REGION.left + 1 };
  const second = feed.once(region);
  await refused;
  await settled();
  expect(requests.at(-1)).toBe('watch left histogram+region');
  const result = { ...report(2), area: areaId({ region }) };
  events.emit('analysis', 'left', result);
  expect(await second).toBe(result);
  feed.close();
});
