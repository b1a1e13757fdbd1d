import { expect, it, vi } from 'vitest';
import type { PictureWish } from '../../hub/frame-link.ts';
import { FakeDecoder } from './video/fake-decoder.ts';
import { settled, useFakeBrowser, videoRig } from './video-rig.ts';

const WANTS_VIDEO: PictureWish = { video: ['h264'], prefer: 'automatic' };

const pictures = useFakeBrowser();

it('asks for video where the browser decodes it, and for JPEG elsewhere', async () => {
  const able = await videoRig();
  expect(able.asked.at(-1)).toEqual(WANTS_VIDEO);
  able.player.handle({ type: 'prefer', prefer: 'exact' });
  await settled();
  expect(able.asked.at(-1)).toEqual({ ...WANTS_VIDEO, prefer: 'exact' });
  const unable = await videoRig({ supported: false });
  unable.player.handle({ type: 'prefer', prefer: 'economical' });
  await settled();
  expect(unable.asked).toEqual([{}]);
  for (const { player } of [able, unable]) player.dispose();
});

it('draws and acknowledges each picture of a chain, and closes all', async () => {
  const { player, acks, video, kinds } = await videoRig();
  await video(1, 1);
  await video(2, 1);
  await video(5, 2);
  expect(FakeDecoder.newest.configured).toEqual([{ codec: 'avc1.640028', optimizeForLatency: true }]);
  expect(FakeDecoder.newest.chunks.map(({ type }) => type)).toEqual(['key', 'delta', 'delta']);
  expect(acks).toEqual([1, 2, 5]);
  expect([pictures.drawn.length, FakeDecoder.open, kinds()]).toEqual([3, 0, ['video']]);
  player.dispose();
});

it('acknowledges nothing that a slow decoder still holds', async () => {
  const { player, acks, video } = await videoRig();
  FakeDecoder.atOnce = false;
  for (const seq of [1, 2, 3]) await video(seq, seq === 1 ? 1 : seq - 1);
  expect([acks, FakeDecoder.newest.chunks.length]).toEqual([[], 3]);
  for (const { timestamp } of FakeDecoder.newest.chunks) FakeDecoder.newest.output(timestamp);
  await settled();
  expect(acks).toEqual([1, 2, 3]);
  player.dispose();
});

it('gives no delta frame without its reference to the decoder, and asks for a key frame once', async () => {
  const { player, acks, video, resets } = await videoRig();
  await video(1, 1);
  await video(3, 2);
  await video(4, 3);
  expect([FakeDecoder.newest.chunks.length, acks, resets()]).toEqual([1, [1, 3, 4], 1]);
  vi.advanceTimersByTime(1000);
  await video(5, 4);
  expect(resets()).toBe(2);
  await video(7, 7, { tier: 'thin' });
  await video(8, 7, { tier: 'thin' });
  expect([FakeDecoder.made.length, FakeDecoder.newest.chunks.length, pictures.drawn.length]).toEqual([1, 3, 3]);
  player.dispose();
});

it.each([
  ['unwatch', ({ player }: Awaited<ReturnType<typeof videoRig>>) => player.handle({ type: 'unwatch' })],
  ['another camera', ({ player }: Awaited<ReturnType<typeof videoRig>>) => player.handle({ type: 'watch', cameraId: 'b' })],
  ['a lost connection', ({ lost }: Awaited<ReturnType<typeof videoRig>>) => lost()],
  ['the end', ({ player }: Awaited<ReturnType<typeof videoRig>>) => player.dispose()],
])('closes the decoder at %s, and the pictures that it still returns', async (_event, happen) => {
  const it = await videoRig();
  FakeDecoder.atOnce = false;
  await it.video(1, 1);
  const [decoder] = FakeDecoder.made;
  happen(it);
  expect(decoder?.state).toBe('closed');
  decoder?.output(decoder.chunks[0]?.timestamp ?? 0);
  expect([FakeDecoder.open, pictures.drawn, it.acks]).toEqual([0, [], []]);
  it.player.dispose();
});

it('makes a new decoder for another size, and for another camera and back', async () => {
  const { player, video, posted } = await videoRig();
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

it('shows the size of the header, without the column and the row that fill up the codec', async () => {
  const { player, video, posted, size } = await videoRig();
  FakeDecoder.size = { width: 322, height: 256 };
  await video(1, 1, { width: 321 });
  expect([posted.findLast(({ type }) => type === 'size'), size()]).toEqual([
    { type: 'size', cameraId: 'a', size: { width: 321, height: 256, scaled: false } },
    { width: 321, height: 256 },
  ]);
  player.dispose();
});

it('does not draw a JPEG that is decoded after a newer video frame', async () => {
  const { player, acks, jpeg, video, kinds } = await videoRig();
  let finish = (): void => undefined;
  pictures.decoding = new Promise((resolve) => (finish = resolve));
  await jpeg(1);
  await video(2, 2);
  finish();
  await settled();
  expect([kinds(), acks, pictures.openBitmaps]).toEqual([['video'], [2], 0]);
  await jpeg(3);
  expect([kinds(), acks.at(-1), pictures.openBitmaps]).toEqual([['video', 'exact'], 3, 1]);
  player.dispose();
  expect(pictures.openBitmaps).toBe(0);
});
