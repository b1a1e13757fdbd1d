import type { Analysis, AnalysisWish, CameraState } from '@eyepiece/shared-types';
import { beforeEach, expect, it, vi } from 'vitest';
import { Emitter } from '../hub/emitter.ts';
import { HubError } from '../hub/hub-error.ts';
import type { HubClient, HubEvents } from '../hub/hub-client.ts';
import { AnalysisFeed } from './analysis-feed.svelte.ts';

class Page extends EventTarget {
  visibilityState = 'visible';
  show(visibilityState: string): void {
    this.visibilityState = visibilityState;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const events = new Emitter<HubEvents>();
const said: string[] = [];
let refuse: HubError | null = null;
const instrument = {
  watchAnalysis: (cameraId: string, wish: AnalysisWish) => {
    said.push(`watch ${cameraId} ${Object.entries(wish).filter(([, on]) => on).map(([kind]) => kind).join('+')}`); // prettier-ignore
    return refuse ? Promise.reject(refuse) : Promise.resolve();
  },
  unwatchAnalysis: (cameraId: string) => void said.push(`unwatch ${cameraId}`),
};
const page = new Page();
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const report = (score: number): Analysis => ({ seq: 1, capturedAtUs: 1, bitDepth: 8, focus: { score } });

beforeEach(() => {
  vi.stubGlobal('document', page);
  said.length = 0;
  refuse = null;
  page.visibilityState = 'visible';
});

function makeFeed(): AnalysisFeed {
  return new AnalysisFeed({ events, instrument } as unknown as HubClient);
}

it('asks once for what several things show, and ends with the last of them', async () => {
  const feed = makeFeed();
  feed.watch('left');
  const ends = [feed.want('histogram'), feed.want('histogram'), feed.want('focus')];
  await settled();
  expect(said).toEqual(['watch left histogram+focus']);
  ends[0]!();
  ends[2]!();
  await settled();
  expect(said.at(-1)).toBe('watch left histogram');
  ends[1]!();
  await settled();
  expect(said).toEqual(['watch left histogram+focus', 'watch left histogram', 'unwatch left']);
  feed.close();
});

it('is silent while the tab is hidden, and asks anew after a reconnect', async () => {
  const feed = makeFeed();
  feed.watch('left');
  feed.want('histogram');
  await settled();
  page.show('hidden');
  await settled();
  expect(said.at(-1)).toBe('unwatch left');
  page.show('visible');
  await settled();
  events.emit('welcome', { user: {} as never, hubVersion: '', uiVersion: '' });
  await settled();
  expect(said.slice(2)).toEqual(['watch left histogram', 'watch left histogram']);
  feed.close();
});

it('leaves one camera for another and forgets what it said', async () => {
  const feed = makeFeed();
  feed.watch('left');
  feed.want('focus');
  await settled();
  events.emit('analysis', 'left', report(4));
  events.emit('analysis', 'right', report(9));
  expect(feed.focus.best).toBe(4);
  feed.watch('right');
  await settled();
  expect(said).toEqual(['watch left focus', 'unwatch left', 'watch right focus']);
  expect(feed.latest).toBeNull();
  expect(feed.focus.best).toBeNull();
  feed.close();
});

it('keeps the reason of a refusal and asks again when the camera is back', async () => {
  const feed = makeFeed();
  refuse = new HubError('camera_offline', 'gone');
  feed.watch('left');
  feed.want('histogram');
  await settled();
  expect(feed.refusal?.code).toBe('camera_offline');
  refuse = null;
  events.emit('camera', { id: 'left', status: 'live' } as CameraState);
  await settled();
  expect(said).toHaveLength(2);
  expect(feed.refusal).toBeNull();
  feed.close();
});
