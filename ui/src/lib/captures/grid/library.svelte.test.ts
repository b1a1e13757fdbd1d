import type { Capture, CapturePage, Timeline } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { CaptureFilter, HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { Session } from '../../people/session.svelte.ts';
import { localDay } from '../../text/clock-text.ts';
import { dayEdge } from '../filter/library-filter.ts';
import { Library } from './library.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** At noon local time, one minute apart. */
const capture = (number: number, cameraId = 'a') =>
  ({
    id: String(number),
    cameraId,
    format: 'jpg',
    sizeBytes: 10,
    rating: 0,
    tags: [],
    exposureMs: 1,
    gainDb: 0,
    deletedAt: null,
    capturedAt: new Date(2026, 10, 22, 12, number).toISOString(),
  }) as unknown as Capture;

function timelineOf(captures: readonly Capture[]): Timeline {
  const counts = new Map<string, number>();
  for (const { capturedAt } of captures) counts.set(localDay(capturedAt), (counts.get(localDay(capturedAt)) ?? 0) + 1);
  const days = [...counts].map(([day, count]) => ({ day, count, from: dayEdge(day, 'from')!, to: dayEdge(day, 'to')!, sessions: [] }));
  return { days, total: captures.length, bytes: captures.length * 10 };
}

/** A hub with these captures, newest first. */
function rig(kept: Capture[]) {
  const events = new Emitter<HubEvents>();
  let down = false;
  let counted = 0;
  let held: Promise<unknown> = Promise.resolve();
  const matching = (filter: CaptureFilter) => kept.filter(({ cameraId }) => !filter.cameraId || cameraId === filter.cameraId);
  const answer = <T>(value: T): Promise<T> => (down ? Promise.reject(new HubError('hub_unreachable', 'gone')) : Promise.resolve(value));
  const hub = {
    events,
    listCaptures: (filter: CaptureFilter): Promise<CapturePage> =>
      answer({ captures: matching(filter), nextCursor: null, total: matching(filter).length }),
    library: {
      timeline: (filter: CaptureFilter) => {
        counted += 1;
        const timeline = timelineOf(matching(filter));
        return held.then(() => answer(timeline));
      },
    },
  } as unknown as HubClient;
  const library = new Library(hub, { handleError: asHubError } as unknown as Session);
  const settle = () => vi.advanceTimersByTimeAsync(60);
  const look = async (first = 0, end = 10) => {
    library.setVisible({ first, end }, { first, end });
    await settle();
  };
  const ids = () => Array.from({ length: library.placed }, (_, index) => library.at(index)?.id ?? '·').join('');
  /** Holds timeline answers until released. */
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers();
    held = promise;
    return () => resolve(null);
  };
  return { events, library, ids, look, settle, hold, counted: () => counted, goDown: (value: boolean) => void (down = value) };
}

const five = [5, 4, 3, 2, 1].map((number) => capture(number));

it('knows its length before any capture is loaded, and loads the visible part', async () => {
  const { library, ids, look } = rig(five);
  await library.open({});
  expect([ids(), library.total, library.bytes]).toEqual(['·····', 5, 50]);
  await look();
  expect(ids()).toBe('54321');
});

it('shows new captures once, and removes deleted ones', async () => {
  const { events, library, ids, look } = rig([...five]);
  await library.open({});
  await look();
  events.emit('captureCreated', capture(6));
  events.emit('captureCreated', capture(6));
  expect([ids(), library.total, library.bytes]).toEqual(['654321', 6, 60]);
  events.emit('captureDeleted', { id: '5', cameraId: 'a', deletedAt: '' });
  expect([ids(), library.total]).toEqual(['64321', 5]);
  events.emit('captureUpdated', { ...capture(4), rating: 3 });
  expect(library.get('4')?.rating).toBe(3);
});

it('removes captures deleted in bulk, and reloads after bulk changes', async () => {
  const kept = [...five];
  const { events, library, ids, look, counted } = rig(kept);
  await library.open({});
  await look();
  events.emit('capturesChanged', { change: 'deleted', count: 2, ids: ['5', '3'] });
  expect(ids()).toBe('421');
  const before = counted();
  kept.splice(0, 5, ...[4, 2, 1].map((number) => ({ ...capture(number), rating: 5 })));
  events.emit('capturesChanged', { change: 'updated', count: 3, ids: ['4', '2', '1'] });
  events.emit('capturesChanged', { change: 'updated', count: 5000, ids: null });
  await vi.advanceTimersByTimeAsync(2000);
  expect(counted()).toBe(before + 1);
  expect(library.get('4')?.rating).toBe(5);
});

it('holds back captures that arrive above the visible range until it is scrolled there', async () => {
  const { events, library, ids, look } = rig([...five]);
  await library.open({});
  await look();
  await look(3, 5);
  events.emit('captureCreated', capture(6));
  events.emit('captureCreated', capture(7));
  events.emit('captureCreated', capture(7));
  expect([ids(), library.unseen, library.total]).toEqual(['54321', 2, 7]);
  events.emit('captureDeleted', { id: '6', cameraId: 'a', deletedAt: '' });
  events.emit('captureUpdated', { ...capture(7), rating: 2 });
  expect(library.unseen).toBe(1);
  await look(0, 3);
  expect([ids(), library.unseen, library.total, library.get('7')?.rating]).toEqual(['754321', 0, 6, 2]);
});

it('ignores a new capture outside the filter, and asks the hub when only it can decide', async () => {
  const { events, library, ids, look, settle, counted } = rig([capture(5, 'a'), capture(4, 'b')]);
  await library.open({ cameraId: 'b' });
  await look();
  events.emit('captureCreated', capture(6, 'a'));
  events.emit('captureCreated', capture(7, 'b'));
  expect(ids()).toBe('74');
  await library.open({ q: 'gland' });
  await settle();
  const before = counted();
  events.emit('captureCreated', capture(8, 'b'));
  await vi.advanceTimersByTimeAsync(2000);
  expect(counted()).toBe(before + 1);
});

it('removes a capture that no longer matches the filter', async () => {
  const { events, library, ids, look } = rig(five.map((one) => ({ ...one, tags: ['crypt'] })));
  await library.open({ tag: 'crypt' });
  await look();
  events.emit('captureUpdated', { ...capture(4), tags: [] });
  expect(ids()).toBe('5321');
});

it('keeps its captures while the hub is not reachable, and reloads afterwards', async () => {
  const { events, library, ids, look, settle, goDown } = rig([...five]);
  await library.open({});
  await look();
  goDown(true);
  await library.reload();
  expect([ids(), library.error?.code]).toEqual(['54321', 'hub_unreachable']);
  goDown(false);
  events.emit('welcome', {} as never);
  await settle();
  expect([ids(), library.error]).toEqual(['54321', null]);
});

it('returns a range of captures that was never visible', async () => {
  const { library } = rig(five);
  await library.open({});
  const range = await library.range({ first: 1, end: 4 });
  expect(range.map(({ id }) => id).join('')).toBe('432');
});

it('reloads edited captures even if another deletion follows or an answer fails', async () => {
  const kept = [...five];
  const { events, library, look, settle, goDown } = rig(kept);
  await library.open({});
  await look();
  const rate = (rating: number) => {
    kept.splice(0, 5, ...five.map((one) => ({ ...one, rating })));
    events.emit('capturesChanged', { change: 'updated', count: 5, ids: null });
  };
  rate(4);
  events.emit('captureDeleted', { id: '99', cameraId: 'a', deletedAt: '' });
  await vi.advanceTimersByTimeAsync(2000);
  expect(library.get('4')?.rating).toBe(4);
  goDown(true);
  rate(5);
  await vi.advanceTimersByTimeAsync(2000);
  goDown(false);
  events.emit('captureDeleted', { id: '99', cameraId: 'a', deletedAt: '' });
  await vi.advanceTimersByTimeAsync(2000);
  await settle();
  expect(library.get('4')?.rating).toBe(5);
});

it('counts again after an update during the first answer, and does not abort a slow one', async () => {
  const kept = [...five];
  const { events, library, ids, look, counted, hold } = rig(kept);
  const release = hold();
  const opened = library.open({});
  await look();
  kept.unshift(capture(6));
  events.emit('captureCreated', capture(6));
  await vi.advanceTimersByTimeAsync(5000);
  expect(counted()).toBe(1);
  release();
  await opened;
  await vi.advanceTimersByTimeAsync(2000);
  await look();
  expect([counted(), ids()]).toEqual([2, '654321']);
});

it('shows nothing of the previous filter when the first answer fails', async () => {
  const { events, library, ids, look, goDown } = rig([capture(5, 'a'), capture(4, 'b')]);
  await library.open({ cameraId: 'a' });
  await look();
  goDown(true);
  await library.open({ cameraId: 'b' });
  goDown(false);
  events.emit('captureDeleted', { id: '99', cameraId: 'b', deletedAt: '' });
  await vi.advanceTimersByTimeAsync(2000);
  await look();
  expect(ids()).toBe('4');
});
