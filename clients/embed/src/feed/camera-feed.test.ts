import { encodeFrame } from '@eyepiece/shared-types/wire/frame';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CameraFeed, type FeedViewer } from './camera-feed.ts';

type Watches = ConstructorParameters<typeof CameraFeed>[1];
type Events = Parameters<Watches['watch']>[2];

const flow = { cameraId: 'cam', ackEvery: 1, window: 4, width: 640, dropped: 0 };

function rig() {
  let events: Events | undefined;
  const watches = {
    watch: vi.fn<Watches['watch']>((_id, _options, given) => void (events = given)),
    unwatch: vi.fn<Watches['unwatch']>(),
    ack: vi.fn<Watches['ack']>(),
  };
  const feed = new CameraFeed('cam', watches, () => 12);
  const viewer = (widthPx: number | null) => ({
    widthPx,
    draw: vi.fn<FeedViewer['draw']>(),
    refused: vi.fn<FeedViewer['refused']>(),
    requested: vi.fn<FeedViewer['requested']>(),
  });
  return { feed, watches, viewer, hub: () => events! };
}

const frame = (seq: number): Uint8Array =>
  encodeFrame({ seq, flags: 0, capturedAtUs: 1, width: 8, height: 8, exposureMs: 1, gainDb: 0 }, new Uint8Array([seq]));
/** Pictures that are being decoded, in order. */
let decoding: ((picture: ImageBitmap) => void)[];
const close = vi.fn();

beforeEach(() => {
  decoding = [];
  close.mockClear();
  vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => decoding.push(resolve)));
});
afterEach(() => void vi.unstubAllGlobals());

const decoded = async (): Promise<void> => {
  decoding.shift()?.({ close, width: 8, height: 8 });
  await new Promise((resolve) => setImmediate(resolve));
};

it('asks once for the largest element, and again only when that changes', () => {
  const { feed, watches, viewer } = rig();
  const [small, large] = [viewer(100), viewer(500)];
  feed.add(small);
  feed.add(large);
  feed.update();
  expect(watches.watch.mock.calls.map(([id, options]) => [id, options.maxWidth])).toEqual([
    ['cam', 160],
    ['cam', 640],
  ]);
  large.widthPx = null;
  feed.update();
  expect(watches.watch).toHaveBeenLastCalledWith('cam', { maxWidth: 160 }, expect.anything());
  small.widthPx = null;
  feed.update();
  feed.remove(small);
  feed.remove(large);
  expect(watches.unwatch).toHaveBeenCalledTimes(1);
  expect(feed.isIdle).toBe(true);
});

it('decodes a picture once for all elements, acknowledges it after they have drawn it, and frees it', async () => {
  const { feed, watches, viewer, hub } = rig();
  const [one, other, hidden] = [viewer(100), viewer(200), viewer(null)];
  for (const each of [one, other, hidden]) feed.add(each);
  hub().flow(flow);
  hub().frame('cam', frame(7));
  expect([decoding.length, watches.ack.mock.calls]).toEqual([1, []]);
  await decoded();
  for (const each of [one, other])
    expect(each.draw).toHaveBeenCalledExactlyOnceWith(expect.anything(), expect.objectContaining({ ageMs: 12 }));
  expect(hidden.draw).not.toHaveBeenCalled();
  expect(watches.ack.mock.calls).toEqual([['cam', 7]]);
  expect(close).toHaveBeenCalledTimes(1);
});

it('a slow decoder gets the newest frame next, and none of before a pause', async () => {
  const { feed, watches, viewer, hub } = rig();
  const one = viewer(100);
  feed.add(one);
  hub().flow(flow);
  for (const seq of [1, 2, 3]) hub().frame('cam', frame(seq));
  await decoded();
  await decoded();
  expect(one.draw.mock.calls.map(([, { header }]) => header.seq)).toEqual([1, 3]);
  hub().frame('cam', frame(4));
  one.widthPx = null;
  feed.update();
  await decoded();
  expect(one.draw).toHaveBeenCalledTimes(2);
  expect(watches.ack.mock.calls.map(([, seq]) => seq)).toEqual([1, 3]);
});

it('bytes that are no frame, and pictures that cannot be decoded, do not stop the stream', async () => {
  const { feed, watches, viewer, hub } = rig();
  const one = viewer(100);
  feed.add(one);
  hub().flow(flow);
  hub().frame('cam', new Uint8Array(3));
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('no JPEG')));
  hub().frame('cam', frame(5));
  await decoded();
  expect(watches.ack.mock.calls).toEqual([['cam', 5]]);
  expect(one.draw).not.toHaveBeenCalled();
});

it('tells the elements why the hub refuses the camera, and when it no longer does', () => {
  const { feed, viewer, hub } = rig();
  const one = viewer(100);
  feed.add(one);
  hub().watchRefused('cam', { code: 'forbidden', message: 'This key may not see it' });
  const later = viewer(100);
  feed.add(later);
  expect(later.refused).toHaveBeenLastCalledWith('This key may not see it');
  hub().flow(flow);
  for (const each of [one, later]) expect(each.refused).toHaveBeenLastCalledWith(null);
  const last = viewer(100);
  feed.add(last);
  expect(last.refused).toHaveBeenLastCalledWith(null);
});
