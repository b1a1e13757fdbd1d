import type { RewindKey, RewindPage } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HubError } from '@eyepiece/client/hub-error';
import { Rewinding, type PastFramesClient } from './rewinding.svelte.ts';

const key = (at: number): RewindKey => ({ capturedAtUs: 1_000_000 + at * 100, seq: at });

/** A ring of frames, and requests for pictures that the test answers. */
function rig(count: number, pageMax = 2000) {
  const kept = Array.from({ length: count }, (_, at) => key(at));
  const asked: { key: RewindKey; answer: PromiseWithResolvers<Blob>; signal: AbortSignal }[] = [];
  const client: PastFramesClient = {
    pastFrames: (_cameraId, afterUs = -1): Promise<RewindPage> => {
      const after = kept.filter(({ capturedAtUs }) => capturedAtUs > afterUs);
      const page = after.slice(0, pageMax);
      return Promise.resolve({
        ...{ budgetBytes: 1e6, bytes: 1000, frames: kept.length, fromUs: kept[0]?.capturedAtUs, toUs: kept.at(-1)?.capturedAtUs },
        capturedAtUs: page.map(({ capturedAtUs }) => capturedAtUs),
        seq: page.map(({ seq }) => seq),
        sizeBytes: page.map(() => 10),
        more: after.length > page.length,
      });
    },
    pastFrame: (_cameraId, wanted, signal) => {
      const answer = Promise.withResolvers<Blob>();
      asked.push({ key: wanted, answer, signal });
      return answer.promise;
    },
  };
  const answer = async (what: Blob | Error = new Blob(['jpeg'])): Promise<void> => {
    const last = asked.at(-1)!.answer;
    if (what instanceof Error) last.reject(what);
    else last.resolve(what);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { rewinding: new Rewinding(client), client, kept, asked, answer };
}

const urls: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  urls.length = 0;
  vi.stubGlobal('URL', {
    createObjectURL: () => {
      urls.push(`blob:${urls.length}`);
      return urls.at(-1);
    },
    revokeObjectURL: (url: string) => void urls.splice(urls.indexOf(url), 1, 'revoked'),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('begins with the newest frame of all pages', async () => {
  const { rewinding, asked, answer } = rig(7, 3);
  await rewinding.start('cam');
  expect([rewinding.frames.length, rewinding.at, rewinding.picture]).toEqual([7, 6, null]);
  await answer();
  expect(rewinding.picture).toEqual({ key: key(6), url: 'blob:0' });
  expect(asked).toHaveLength(1);
});

it('has one request in flight; the frame that was asked for last wins', async () => {
  const { rewinding, asked, answer } = rig(10);
  await rewinding.start('cam');
  for (let count = 0; count < 5; count += 1) rewinding.step(-1);
  expect(asked.map(({ key: { seq } }) => seq)).toEqual([9]);
  await answer();
  expect(asked.map(({ key: { seq } }) => seq)).toEqual([9, 4]);
  await answer();
  expect(rewinding.picture?.key.seq).toBe(4);
});

it('keeps pictures for stepping back and forth, and gives all of them back', async () => {
  const { rewinding, asked, answer } = rig(60);
  await rewinding.start('cam');
  await answer();
  for (let count = 0; count < 30; count += 1) {
    rewinding.step(-1);
    await answer();
  }
  rewinding.step(1);
  await vi.advanceTimersByTimeAsync(0);
  expect([asked.length, rewinding.picture?.key.seq]).toEqual([31, 30]);
  expect(urls.filter((url) => url !== 'revoked')).toHaveLength(24);
  rewinding.stop();
  expect(urls.every((url) => url === 'revoked')).toBe(true);
});

it('stays within the frames', async () => {
  const { rewinding } = rig(3);
  await rewinding.start('cam');
  rewinding.seek(99);
  expect(rewinding.at).toBe(2);
  rewinding.seek(-99);
  expect(rewinding.at).toBe(0);
});

it('renews its list: newer frames come, dropped ones go, the wanted one stays', async () => {
  const { rewinding, kept, answer } = rig(10);
  await rewinding.start('cam');
  await answer();
  rewinding.seek(1);
  await answer();
  kept.splice(0, 5);
  kept.push(key(10), key(11));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(rewinding.frames.map(({ seq }) => seq)).toEqual([1, 5, 6, 7, 8, 9, 10, 11]);
  expect([rewinding.at, rewinding.wanted?.seq]).toEqual([0, 1]);
});

it('lists each frame once when a list takes longer than the interval of its renewal', async () => {
  const { rewinding, client } = rig(5);
  const slow = Promise.withResolvers<undefined>();
  const list = client.pastFrames.bind(client);
  const asked = vi.fn();
  client.pastFrames = async (...wanted) => {
    asked();
    await slow.promise;
    return list(...wanted);
  };
  const started = rewinding.start('cam');
  await vi.advanceTimersByTimeAsync(35_000);
  expect(asked).toHaveBeenCalledTimes(1);
  slow.resolve(undefined);
  await started;
  expect(rewinding.frames.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveBeenCalledTimes(2);
  rewinding.stop();
});

it('keeps only the shown frame when the camera service has begun again and has none', async () => {
  const { rewinding, kept, answer } = rig(6);
  await rewinding.start('cam');
  await answer();
  kept.length = 0;
  await vi.advanceTimersByTimeAsync(10_000);
  expect([rewinding.frames.map(({ seq }) => seq), rewinding.at, rewinding.picture?.key.seq]).toEqual([[5], 0, 5]);
  rewinding.stop();
});

it('says that a frame is gone, and goes on with the next one', async () => {
  const { rewinding, answer } = rig(4);
  await rewinding.start('cam');
  await answer(new HubError('not_found', 'frame 3 is not kept'));
  expect([rewinding.error, rewinding.picture]).toEqual([expect.any(String), null]);
  rewinding.step(-1);
  expect(rewinding.error).toBeNull();
  await answer();
  expect(rewinding.picture?.key.seq).toBe(2);
});

it('waits while the hub has too many requests', async () => {
  const { rewinding, asked, answer } = rig(2);
  await rewinding.start('cam');
  await answer(new HubError('rate_limited', 'too many'));
  expect([rewinding.error, asked.length]).toEqual([null, 1]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(2);
  await answer();
  expect(rewinding.picture?.key.seq).toBe(1);
});

it('leaves nothing behind when it ends during a request', async () => {
  const { rewinding, asked, answer } = rig(3);
  await rewinding.start('cam');
  rewinding.stop();
  expect(asked[0]?.signal.aborted).toBe(true);
  await answer();
  expect([rewinding.picture, rewinding.cameraId, urls.filter((url) => url !== 'revoked')]).toEqual([null, null, []]);
  await rewinding.start('other');
  await answer();
  expect([rewinding.cameraId, rewinding.picture?.key.seq]).toEqual(['other', 2]);
  rewinding.stop();
  expect(vi.getTimerCount()).toBe(0);
});
