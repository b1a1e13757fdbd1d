/** A decoder that fails: once, now and then, and for ever. */
import { expect, it, vi } from 'vitest';
import { settled, useFakeBrowser, videoRig } from '../video-rig.ts';
import { FakeDecoder } from './fake-decoder.ts';

const pictures = useFakeBrowser();

it('continues with the next key frame after a decoding error', async () => {
  const { player, acks, video, resets } = await videoRig();
  FakeDecoder.atOnce = false;
  await video(1, 1);
  await video(2, 1);
  FakeDecoder.newest.fail();
  await settled();
  expect([acks, resets()]).toEqual([[1, 2], 1]);
  FakeDecoder.atOnce = true;
  await video(3, 2);
  await video(4, 4);
  expect([FakeDecoder.made.length, pictures.drawn.length, acks.at(-1)]).toEqual([2, 1, 4]);
  player.dispose();
});

it('takes a decoder that returns nothing for a broken one', async () => {
  const { player, acks, video, resets } = await videoRig();
  FakeDecoder.atOnce = false;
  await video(1, 1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([acks, resets(), FakeDecoder.newest.state]).toEqual([[1], 1, 'closed']);
  player.dispose();
});

it('gives video up after repeated errors', async () => {
  const { player, asked, posted, video, jpeg } = await videoRig();
  FakeDecoder.atOnce = false;
  for (const seq of [1, 2, 3]) {
    await video(seq, seq);
    FakeDecoder.newest.fail();
  }
  await settled();
  expect(asked.at(-1)).toEqual({});
  expect(posted.findLast(({ type }) => type === 'video')).toEqual({ type: 'video', state: 'failed' });
  await jpeg(9);
  expect(pictures.drawn).toHaveLength(1);
  player.dispose();
});

it('gives video up when each picture is followed by an error', async () => {
  const { player, asked, video, resets } = await videoRig();
  for (let seq = 1; asked.at(-1)?.video && seq < 100; seq += 2) {
    FakeDecoder.atOnce = true;
    await video(seq, seq);
    FakeDecoder.atOnce = false;
    await video(seq + 1, seq);
    FakeDecoder.newest.fail();
    await settled();
  }
  expect([asked.at(-1), pictures.drawn.length, FakeDecoder.open]).toEqual([{}, 6, 0]);
  // No time has passed.
  expect(resets()).toBe(1);
  player.dispose();
});

it('does not give up for errors that are rare', async () => {
  const { player, asked, video } = await videoRig();
  for (let seq = 1; seq < 60; seq += 1) {
    await video(seq, seq);
    FakeDecoder.newest.fail();
    await vi.advanceTimersByTimeAsync(15_000);
  }
  expect(asked.at(-1)?.video).toEqual(['h264']);
  player.dispose();
});

it('asks once per failure, and again after a second only if no key frame has come', async () => {
  const { player, video, resets } = await videoRig();
  await video(1, 1);
  FakeDecoder.newest.fail();
  // These were sent before the request arrived.
  for (const seq of [2, 3, 4]) await video(seq, seq - 1);
  await video(5, 5);
  await vi.advanceTimersByTimeAsync(5000);
  expect(resets()).toBe(1);
  FakeDecoder.newest.fail();
  await video(6, 5);
  await vi.advanceTimersByTimeAsync(999);
  expect(resets()).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(resets()).toBe(3);
  player.dispose();
});

it('asks for nothing after the end', async () => {
  const { player, video, resets } = await videoRig();
  await video(1, 1);
  FakeDecoder.newest.fail();
  await video(2, 1);
  player.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(resets()).toBe(1);
});

it('opens another decoder when the browser has taken an idle one back, however often', async () => {
  const { player, asked, video, resets } = await videoRig();
  for (let seq = 1; seq < 20; seq += 1) {
    await video(seq, seq);
    FakeDecoder.newest.fail('QuotaExceededError');
    await vi.advanceTimersByTimeAsync(2000);
  }
  expect([resets(), asked.at(-1)?.video, pictures.drawn.length]).toEqual([19, ['h264'], 19]);
  player.dispose();
});
