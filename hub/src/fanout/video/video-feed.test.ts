import { encodeVideoFrame, readFrameHeader } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import { isVideo } from '../../ingest/camera-video.ts';
import { VideoFeed, type VideoSubscriber } from './video-feed.ts';

const LEAN = { tier: 'lean' as const, bitsPerSecond: 1_000_000, maxWidth: 1280, maxFps: 30 };

function watched() {
  const camera = { id: 'cam', clockOffsetUs: 0, videoTiers: [LEAN], requestKey: vi.fn(), refuseFrame: vi.fn() };
  const feed = new VideoFeed(camera, vi.fn());
  const viewer = { attach: vi.fn(), source: vi.fn(), offer: vi.fn(), lost: vi.fn() } satisfies VideoSubscriber;
  feed.add(viewer, 0);
  feed.choose(viewer, 'lean', 0);
  let seq = 0;
  const send = (bytes: number): void => {
    seq += 1;
    feed.jpegArrived({ seq, width: 1280, bytes: 100_000 }, seq);
    const fields = { seq, flags: 0, capturedAtUs: 1, width: 1280, height: 1024, exposureMs: 1, gainDb: 0 };
    const video = { codec: 'h264', tier: 'lean', key: true, dependsOn: seq } as const;
    const message = Buffer.from(encodeVideoFrame(fields, video, new Uint8Array(bytes)));
    const header = readFrameHeader(message);
    if (!isVideo(header)) throw new Error('no video');
    feed.publish(message, header, seq);
  };
  return { camera, feed, viewer, send };
}

it('refuses a frame that its tier would carry for more than two seconds, and breaks the chains', () => {
  const { camera, viewer, send } = watched();
  send(200_000);
  expect(viewer.offer).toHaveBeenCalledTimes(1);
  send(300_000);
  send(50_000_000);
  expect(viewer.offer).toHaveBeenCalledTimes(1);
  expect(viewer.lost).toHaveBeenCalledTimes(2);
  expect(camera.refuseFrame.mock.calls).toEqual(Array(2).fill([expect.stringContaining('is too large for its tier')]));
  send(2000);
  expect(viewer.offer).toHaveBeenCalledTimes(2);
});

it('takes small frames whatever rate the camera service claims', () => {
  const { camera, viewer, send } = watched();
  camera.videoTiers = [{ ...LEAN, bitsPerSecond: 1 }];
  send(60_000);
  send(70_000);
  expect(viewer.offer).toHaveBeenCalledTimes(1);
});

it('expects a key frame of the usual size until the first one, and of the last size from then on', () => {
  const { feed, send } = watched();
  expect(feed.keyBytes('lean')).toBe(15_000);
  send(20_000);
  expect(feed.keyBytes('lean')).toBe(20_048);
  send(50_000_000);
  expect(feed.keyBytes('lean')).toBe(20_048);
});
