import { FRAME_FLAG_SCALED } from '@eyepiece/shared-types/wire/frame';
import { expect, it, vi } from 'vitest';
import { settled, useFakeBrowser, videoRig } from '../video-rig.ts';

const pictures = useFakeBrowser();

it('replaces a frozen video by one exact picture, and continues without a key frame', async () => {
  const { player, acks, posted, snapshots, video, kinds, resets } = await videoRig();
  await video(1, 1);
  player.handle({ type: 'probe', at: { u: 0.5, v: 0.5 } });
  player.handle({ type: 'freeze', frozen: true });
  await video(2, 1);
  expect([snapshots.length, pictures.drawn.length, acks]).toEqual([1, 1, [1, 2]]);
  snapshots[0]?.(new Uint8Array([1]));
  await settled();
  expect([kinds(), pictures.drawn.length]).toEqual([['video', 'exact'], 2]);
  expect(pictures.pixelsReadFrom).toEqual([pictures.drawn[1]]);
  expect(posted.findLast((message) => message.type === 'pixel')).toMatchObject({ pixel: { red: 10 }, from: 'picture' });
  player.handle({ type: 'freeze', frozen: false });
  await video(3, 2);
  expect([kinds(), resets(), pictures.openBitmaps]).toEqual([['video', 'exact', 'video'], 0, 0]);
  player.dispose();
});

it('replaces a frozen smaller rendition, and leaves a picture of full size as it is', async () => {
  const { player, posted, snapshots, jpeg } = await videoRig({ supported: false });
  await jpeg(1, { flags: FRAME_FLAG_SCALED });
  player.handle({ type: 'freeze', frozen: true });
  expect([snapshots.length, pictures.drawn.length]).toEqual([1, 1]);
  snapshots[0]?.(new Uint8Array([1]));
  await settled();
  expect(pictures.drawn).toHaveLength(2);
  expect(posted.findLast(({ type }) => type === 'size')).toMatchObject({ size: { scaled: false } });
  player.handle({ type: 'freeze', frozen: false });
  await jpeg(2);
  player.handle({ type: 'freeze', frozen: true });
  await settled();
  expect([snapshots.length, pictures.drawn.length]).toEqual([1, 3]);
  player.dispose();
});

it('says that no exact picture arrived, and tries again while frozen', async () => {
  const { player, posted, snapshots, video, kinds } = await videoRig();
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
  const { player, posted, snapshots, video } = await videoRig();
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
  expect(pictures.pixelsReadFrom.some((picture) => pictures.drawn.includes(picture))).toBe(false);
  player.handle({ type: 'probe', at: null });
  expect([value()?.pixel, pictures.openBitmaps]).toEqual([null, 0]);
  player.dispose();
});

it('reads pixel values from one snapshot while a reduced JPEG is shown, and from the JPEG when it is whole again', async () => {
  const { player, posted, snapshots, jpeg } = await videoRig({ supported: false });
  const value = () => posted.findLast((message) => message.type === 'pixel');
  await jpeg(1, { flags: FRAME_FLAG_SCALED });
  player.handle({ type: 'probe', at: { u: 0.5, v: 0.5 } });
  expect(value()).toEqual({ type: 'pixel', pixel: null, from: 'snapshot' });
  await vi.advanceTimersByTimeAsync(1000);
  await jpeg(2, { flags: FRAME_FLAG_SCALED });
  expect(pictures.pixelsReadFrom).toEqual([]);
  snapshots[0]?.(new Uint8Array([1]));
  await settled();
  await jpeg(3, { flags: FRAME_FLAG_SCALED });
  await vi.advanceTimersByTimeAsync(1000);
  expect(value()).toEqual({ type: 'pixel', pixel: { red: 10, green: 20, blue: 30 }, from: 'snapshot' });
  expect(snapshots).toHaveLength(1);
  expect(pictures.pixelsReadFrom.some((picture) => pictures.drawn.includes(picture))).toBe(false);
  await jpeg(4);
  await vi.advanceTimersByTimeAsync(1000);
  expect(value()).toEqual({ type: 'pixel', pixel: { red: 10, green: 20, blue: 30 }, from: 'picture' });
  expect(pictures.pixelsReadFrom.at(-1)).toBe(pictures.drawn.at(-1));
  expect([snapshots.length, pictures.openBitmaps]).toEqual([1, 1]);
  player.dispose();
});

it('discards a snapshot that arrives when the JPEG is whole again', async () => {
  const { player, posted, snapshots, jpeg } = await videoRig({ supported: false });
  await jpeg(1, { flags: FRAME_FLAG_SCALED });
  player.handle({ type: 'probe', at: { u: 0.5, v: 0.5 } });
  await vi.advanceTimersByTimeAsync(1000);
  await jpeg(2);
  snapshots[0]?.(new Uint8Array([1]));
  await settled();
  await vi.advanceTimersByTimeAsync(1000);
  expect(posted.findLast((message) => message.type === 'pixel')).toMatchObject({ from: 'picture' });
  expect(pictures.openBitmaps).toBe(1);
  player.dispose();
});

it('asks for no snapshot when the pointer only crosses the picture', async () => {
  const { player, snapshots, video } = await videoRig();
  await video(1, 1);
  player.handle({ type: 'probe', at: { u: 0.5, v: 0.5 } });
  player.handle({ type: 'probe', at: null });
  await vi.advanceTimersByTimeAsync(1000);
  expect(snapshots).toEqual([]);
  player.dispose();
});
