import { encodeFrame, encodeVideoFrame, type VideoTier } from '@eyepiece/shared-types/wire/frame';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FrameLink, FrameLinkEvents, PictureWish } from '../../hub/frame-link.ts';
import type { FromPlayer } from './messages.ts';
import { Player } from './player.ts';
import { FakeChunk, FakeDecoder } from './video/fake-decoder.ts';

const WANTS_VIDEO: PictureWish = { video: ['h264'], prefer: 'automatic' };
/** A sequence parameter set of profile High. */
const KEY_UNIT = Uint8Array.from([0, 0, 0, 1, 0x67, 0x64, 0, 0x28, 0xac, 0, 0, 1, 0x65, 1]);
const DELTA_UNIT = Uint8Array.from([0, 0, 0, 1, 0x41, 0x9a]);

interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly close: () => void;
}

/** Pictures on the canvas of the page, and those from which single pixels were read. */
let drawn: object[];
let pixelsReadFrom: object[];
let openBitmaps: number;
let decoding: Promise<void> | undefined;

async function decodeJpeg(): Promise<Bitmap> {
  await decoding;
  openBitmaps += 1;
  let open = true;
  const close = (): void => {
    if (open) openBitmaps -= 1;
    open = false;
  };
  return { width: 320, height: 256, close };
}

class FakeCanvas {
  width = 1;
  height = 1;
  getContext(_kind: string, options: { willReadFrequently?: boolean }): object {
    const list = options.willReadFrequently ? pixelsReadFrom : drawn;
    return { drawImage: (picture: object) => list.push(picture), getImageData: () => ({ data: [10, 20, 30, 255] }) };
  }
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};

async function rig({ supported = true } = {}) {
  const acks: number[] = [];
  const posted: FromPlayer[] = [];
  const asked: PictureWish[] = [];
  const snapshots: ((jpeg: Uint8Array | Error) => void)[] = [];
  let resets = 0;
  let events: FrameLinkEvents | undefined;
  const link: FrameLink = {
    open: () => events?.connected(),
    close: () => undefined,
    retryNow: () => undefined,
    watch: (_cameraId, wish) => asked.push(wish),
    unwatch: () => undefined,
    ack: (_cameraId, seq) => acks.push(seq),
    resetVideo: () => void resets++,
  };
  const fetchSnapshot = (): Promise<Uint8Array> =>
    new Promise((resolve, reject) => snapshots.push((jpeg) => (jpeg instanceof Error ? reject(jpeg) : resolve(jpeg))));
  const player = new Player(
    (_address, _clientId, given) => {
      events = given;
      return Promise.resolve(link);
    },
    (message) => posted.push(message),
    { supported: () => Promise.resolve(supported), snapshotsOf: () => fetchSnapshot },
  );
  player.handle({ type: 'open', address: '', clientId: '' });
  player.handle({ type: 'canvas', canvas: new FakeCanvas() as unknown as OffscreenCanvas });
  player.handle({ type: 'watch', cameraId: 'a' });
  await settled();
  const fields = (seq: number, width: number) => {
    return { seq, flags: 0, capturedAtUs: Date.now() * 1000, width, height: 256, exposureMs: 8, gainDb: 0 };
  };
  const jpeg = async (seq: number, cameraId = 'a') => {
    events?.frame(cameraId, encodeFrame(fields(seq, 320), new Uint8Array([1])));
    await settled();
  };
  const video = async (
    seq: number,
    dependsOn: number,
    { tier = 'lean', width = 320, cameraId = 'a' }: { tier?: VideoTier; width?: number; cameraId?: string } = {},
  ) => {
    const key = seq === dependsOn;
    const unit = key ? KEY_UNIT : DELTA_UNIT;
    events?.frame(cameraId, encodeVideoFrame(fields(seq, width), { codec: 'h264', tier, key, dependsOn }, unit));
    await settled();
  };
  const kinds = () => posted.flatMap((message) => (message.type === 'shown' ? [message.kind] : []));
  return { player, acks, posted, asked, snapshots, jpeg, video, kinds, resets: () => resets, lost: () => events?.lost() };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  vi.stubGlobal('createImageBitmap', decodeJpeg);
  vi.stubGlobal('VideoDecoder', FakeDecoder);
  vi.stubGlobal('EncodedVideoChunk', FakeChunk);
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  FakeDecoder.reset();
  drawn = [];
  pixelsReadFrom = [];
  openBitmaps = 0;
  decoding = undefined;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('asks for video where the browser decodes it, and for JPEG elsewhere', async () => {
  const able = await rig();
  expect(able.asked.at(-1)).toEqual(WANTS_VIDEO);
  able.player.handle({ type: 'prefer', prefer: 'exact' });
  await settled();
  expect(able.asked.at(-1)).toEqual({ ...WANTS_VIDEO, prefer: 'exact' });
  const unable = await rig({ supported: false });
  unable.player.handle({ type: 'prefer', prefer: 'economical' });
  await settled();
  expect(unable.asked).toEqual([{}]);
  for (const { player } of [able, unable]) player.dispose();
});

it('draws and acknowledges each picture of a chain, and closes all', async () => {
  const { player, acks, video, kinds } = await rig();
  await video(1, 1);
  await video(2, 1);
  await video(5, 2);
  expect(FakeDecoder.newest.configured).toEqual([{ codec: 'avc1.640028', optimizeForLatency: true }]);
  expect(FakeDecoder.newest.chunks.map(({ type }) => type)).toEqual(['key', 'delta', 'delta']);
  expect(acks).toEqual([1, 2, 5]);
  expect([drawn.length, FakeDecoder.open, kinds()]).toEqual([3, 0, ['video']]);
  player.dispose();
});

it('acknowledges nothing that a slow decoder still holds', async () => {
  const { player, acks, video } = await rig();
  FakeDecoder.atOnce = false;
  for (const seq of [1, 2, 3]) await video(seq, seq === 1 ? 1 : seq - 1);
  expect([acks, FakeDecoder.newest.chunks.length]).toEqual([[], 3]);
  for (const { timestamp } of FakeDecoder.newest.chunks) FakeDecoder.newest.output(timestamp);
  await settled();
  expect(acks).toEqual([1, 2, 3]);
  player.dispose();
});

it('gives no delta frame without its reference to the decoder, and asks for a key frame once', async () => {
  const { player, acks, video, resets } = await rig();
  await video(1, 1);
  await video(3, 2);
  await video(4, 3);
  expect([FakeDecoder.newest.chunks.length, acks, resets()]).toEqual([1, [1, 3, 4], 1]);
  vi.advanceTimersByTime(1000);
  await video(5, 4);
  expect(resets()).toBe(2);
  await video(7, 7, { tier: 'thin' });
  await video(8, 7, { tier: 'thin' });
  expect([FakeDecoder.made.length, FakeDecoder.newest.chunks.length, drawn.length]).toEqual([1, 3, 3]);
  player.dispose();
});

it('continues with the next key frame after a decoding error', async () => {
  const { player, acks, video, resets } = await rig();
  FakeDecoder.atOnce = false;
  await video(1, 1);
  await video(2, 1);
  FakeDecoder.newest.fail();
  await settled();
  expect([acks, resets()]).toEqual([[1, 2], 1]);
  FakeDecoder.atOnce = true;
  await video(3, 2);
  await video(4, 4);
  expect([FakeDecoder.made.length, drawn.length, acks.at(-1)]).toEqual([2, 1, 4]);
  player.dispose();
});

it('takes a decoder that returns nothing for a broken one', async () => {
  const { player, acks, video, resets } = await rig();
  FakeDecoder.atOnce = false;
  await video(1, 1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([acks, resets(), FakeDecoder.newest.state]).toEqual([[1], 1, 'closed']);
  player.dispose();
});

it('gives video up after repeated errors', async () => {
  const { player, asked, posted, video, jpeg } = await rig();
  FakeDecoder.atOnce = false;
  for (const seq of [1, 2, 3]) {
    await video(seq, seq);
    FakeDecoder.newest.fail();
  }
  await settled();
  expect(asked.at(-1)).toEqual({});
  expect(posted.findLast(({ type }) => type === 'video')).toEqual({ type: 'video', state: 'failed' });
  await jpeg(9);
  expect(drawn).toHaveLength(1);
  player.dispose();
});

it.each([
  ['unwatch', ({ player }: Awaited<ReturnType<typeof rig>>) => player.handle({ type: 'unwatch' })],
  ['another camera', ({ player }: Awaited<ReturnType<typeof rig>>) => player.handle({ type: 'watch', cameraId: 'b' })],
  ['a lost connection', ({ lost }: Awaited<ReturnType<typeof rig>>) => lost()],
  ['the end', ({ player }: Awaited<ReturnType<typeof rig>>) => player.dispose()],
])('closes the decoder at %s, and the pictures that it still returns', async (_event, happen) => {
  const it = await rig();
  FakeDecoder.atOnce = false;
  await it.video(1, 1);
  const [decoder] = FakeDecoder.made;
  happen(it);
  expect(decoder?.state).toBe('closed');
  decoder?.output(decoder.chunks[0]?.timestamp ?? 0);
  expect([FakeDecoder.open, drawn, it.acks]).toEqual([0, [], []]);
  it.player.dispose();
});

it('makes a new decoder for another size, and for another camera and back', async () => {
  const { player, video, posted } = await rig();
  await video(1, 1);
  FakeDecoder.size = { width: 640, height: 512 };
  await video(2, 2, { width: 640 });
  for (const cameraId of ['b', 'a']) {
    player.handle({ type: 'watch', cameraId });
    await video(3, 3, { width: 640, cameraId });
  }
  expect(FakeDecoder.made.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed', 'configured']);
  const sizes = posted.flatMap((message) => (message.type === 'size' ? [`${message.cameraId} ${message.size.width}`] : []));
  expect(sizes).toEqual(['a 320', 'a 640', 'b 640', 'a 640']);
  player.dispose();
});

it('does not draw a JPEG that is decoded after a newer video frame', async () => {
  const { player, acks, jpeg, video, kinds } = await rig();
  let finish = (): void => undefined;
  decoding = new Promise((resolve) => (finish = resolve));
  await jpeg(1);
  await video(2, 2);
  finish();
  await settled();
  expect([kinds(), acks, openBitmaps]).toEqual([['video'], [2], 0]);
  await jpeg(3);
  expect([kinds(), acks.at(-1), openBitmaps]).toEqual([['video', 'exact'], 3, 1]);
  player.dispose();
  expect(openBitmaps).toBe(0);
});

it('replaces a frozen video by one exact picture, and continues without a key frame', async () => {
  const { player, acks, posted, snapshots, video, kinds, resets } = await rig();
  await video(1, 1);
  player.handle({ type: 'probe', at: { u: 0.5, v: 0.5 } });
  player.handle({ type: 'freeze', frozen: true });
  await video(2, 1);
  expect([snapshots.length, drawn.length, acks]).toEqual([1, 1, [1, 2]]);
  snapshots[0]?.(new Uint8Array([1]));
  await settled();
  expect([kinds(), drawn.length]).toEqual([['video', 'exact'], 2]);
  expect(pixelsReadFrom).toEqual([drawn[1]]);
  expect(posted.findLast((message) => message.type === 'pixel')).toMatchObject({ pixel: { red: 10 }, from: 'picture' });
  player.handle({ type: 'freeze', frozen: false });
  await video(3, 2);
  expect([kinds(), resets(), openBitmaps]).toEqual([['video', 'exact', 'video'], 0, 0]);
  player.dispose();
});

it('says that no exact picture arrived, and tries again while frozen', async () => {
  const { player, posted, snapshots, video, kinds } = await rig();
  await video(1, 1);
  player.handle({ type: 'freeze', frozen: true });
  snapshots[0]?.(new Error('503'));
  await settled();
  expect(posted).toContainEqual({ type: 'no-exact', cameraId: 'a' });
  await vi.advanceTimersByTimeAsync(10_000);
  snapshots[1]?.(new Uint8Array([1]));
  await settled();
  expect(kinds()).toEqual(['video', 'exact']);
  player.dispose();
});

it('reads pixel values from one snapshot while video is shown, never from video', async () => {
  const { player, posted, snapshots, video } = await rig();
  const value = () => posted.findLast((message) => message.type === 'pixel');
  await video(1, 1);
  player.handle({ type: 'probe', at: { u: 0.5, v: 0.5 } });
  expect(value()).toEqual({ type: 'pixel', pixel: null, from: 'snapshot' });
  await vi.advanceTimersByTimeAsync(1000);
  expect(snapshots).toHaveLength(1);
  snapshots[0]?.(new Uint8Array([1]));
  await settled();
  await video(2, 1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(value()).toEqual({ type: 'pixel', pixel: { red: 10, green: 20, blue: 30 }, from: 'snapshot' });
  expect(snapshots).toHaveLength(1);
  expect(pixelsReadFrom.some((picture) => drawn.includes(picture))).toBe(false);
  player.handle({ type: 'probe', at: null });
  expect([value()?.pixel, openBitmaps]).toEqual([null, 0]);
  player.dispose();
});

it('asks for no snapshot when the pointer only crosses the picture', async () => {
  const { player, snapshots, video } = await rig();
  await video(1, 1);
  player.handle({ type: 'probe', at: { u: 0.5, v: 0.5 } });
  player.handle({ type: 'probe', at: null });
  await vi.advanceTimersByTimeAsync(1000);
  expect(snapshots).toEqual([]);
  player.dispose();
});
