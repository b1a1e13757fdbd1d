import { ACK_INTERVAL_MS } from '@eyepiece/shared-types/wire/flow';
import { encodeFrame } from '@eyepiece/shared-types/wire/frame';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FrameLink, FrameLinkEvents } from '../../hub/frame-link.ts';
import type { FromPlayer } from './messages.ts';
import { Player } from './player.ts';

/** Decodes "pictures" whose payload is one byte: the width; 0 is broken. Only the browser's decoder is replaced. */
async function decode(blob: Blob): Promise<{ width: number; height: number; close: () => void }> {
  const [width = 0] = new Uint8Array(await blob.arrayBuffer());
  if (width === 0) throw new DOMException('The source image could not be decoded.', 'InvalidStateError');
  return { width, height: 1, close: () => undefined };
}

const context = { drawImage: () => undefined };
const canvas = { width: 0, height: 0, getContext: () => context } as unknown as OffscreenCanvas;

async function rig({ watched = true } = {}) {
  const acks: [string, number][] = [];
  const posted: FromPlayer[] = [];
  const asked: string[] = [];
  let events: FrameLinkEvents | undefined;
  const link: FrameLink = {
    open: () => events?.connected(),
    close: () => undefined,
    retryNow: () => undefined,
    watch: (cameraId) => asked.push(cameraId),
    unwatch: () => undefined,
    ack: (cameraId, seq) => acks.push([cameraId, seq]),
    resetVideo: () => undefined,
  };
  const makeLink = (_address: string, _clientId: string, given: FrameLinkEvents) => {
    events = given;
    return Promise.resolve(link);
  };
  const player = new Player(makeLink, (message) => posted.push(message));
  player.handle({ type: 'open', address: '', clientId: '' });
  if (watched) player.handle({ type: 'watch', cameraId: 'a' });
  await vi.advanceTimersByTimeAsync(0);
  const frame = async (seq: number, width = 4, cameraId = 'a') => {
    const fields = { seq, flags: 0, capturedAtUs: Date.now() * 1000, width: 4, height: 1, exposureMs: 8, gainDb: 0 };
    events?.frame(cameraId, encodeFrame(fields, new Uint8Array([width])));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  };
  const flow = (ackEvery: number) => events?.flow({ cameraId: 'a', ackEvery, window: 8, width: 4, dropped: 0 });
  const statistics = async () => {
    await vi.advanceTimersByTimeAsync(250);
    return posted.findLast((message) => message.type === 'statistics')?.statistics;
  };
  return { player, acks, asked, posted, frame, flow, statistics };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  vi.stubGlobal('createImageBitmap', decode);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('acknowledges every n-th frame, and the rest in time', async () => {
  const { player, acks, frame, flow } = await rig();
  flow(3);
  for (const seq of [1, 2, 3, 4]) await frame(seq);
  expect(acks).toEqual([['a', 3]]);
  await vi.advanceTimersByTimeAsync(ACK_INTERVAL_MS + 10);
  expect(acks).toEqual([
    ['a', 3],
    ['a', 4],
  ]);
  player.dispose();
});

it('reports the first picture of each camera at once, and later ones four times per second', async () => {
  const { player, posted, frame, flow } = await rig();
  const reported = () => posted.filter(({ type }) => type === 'statistics').length;
  flow(1);
  await frame(1);
  await frame(2);
  expect(reported()).toBe(1);
  player.handle({ type: 'watch', cameraId: 'b' });
  await frame(7, 4, 'b');
  expect(reported()).toBe(2);
  await vi.advanceTimersByTimeAsync(250);
  expect(reported()).toBe(3);
  player.dispose();
});

it('acknowledges a picture it cannot decode, so that the next ones come, and does not count it as shown', async () => {
  const { player, acks, frame, flow, statistics } = await rig();
  flow(1);
  await frame(1);
  await frame(2, 0);
  expect(acks.at(-1)).toEqual(['a', 2]);
  expect((await statistics())?.seq).toBe(1);
  await frame(3);
  expect(await statistics()).toMatchObject({ seq: 3, dropped: 1 });
  player.dispose();
});

it('reports the size of the picture once, and again when it changes', async () => {
  const { player, posted, frame } = await rig();
  await frame(1, 4);
  await frame(2, 4);
  await frame(3, 8);
  expect(posted.filter(({ type }) => type === 'size')).toEqual([
    { type: 'size', cameraId: 'a', size: { width: 4, height: 1, scaled: false } },
    { type: 'size', cameraId: 'a', size: { width: 8, height: 1, scaled: false } },
  ]);
  player.dispose();
});

it('continues acknowledging while frozen, without drawing', async () => {
  const { player, acks, posted, frame, flow, statistics } = await rig();
  flow(1);
  player.handle({ type: 'freeze', frozen: true });
  await frame(1, 4);
  expect(acks).toEqual([['a', 1]]);
  expect(posted.some(({ type }) => type === 'size')).toBe(false);
  expect((await statistics())?.seq).toBe(1);
  player.dispose();
});

it('ignores pictures of a camera that is no longer watched', async () => {
  const { player, acks, posted, frame, flow } = await rig();
  flow(1);
  player.handle({ type: 'watch', cameraId: 'b' });
  await frame(7, 4, 'a');
  expect(acks).toEqual([]);
  expect(posted.some(({ type }) => type === 'size')).toBe(false);
  player.dispose();
});

it('measures the age by the hub’s and the camera’s clocks', async () => {
  const { player, frame, statistics } = await rig();
  // The hub is 5 s ahead of this machine, the camera 0.1 s behind the hub: the stamp "now" is 4.9 s ago on the
  // camera's clock.
  player.handle({ type: 'clock', hubOffsetMs: 5000, cameraOffsetMs: -100 });
  await frame(1);
  expect((await statistics())?.ageMs).toBe(4900);
  player.dispose();
});

it('reports the size again for another camera with the same size, and back', async () => {
  const { player, posted, frame } = await rig();
  await frame(1);
  for (const cameraId of ['b', 'a']) {
    player.handle({ type: 'watch', cameraId });
    await frame(1, 4, cameraId);
  }
  const size = { width: 4, height: 1, scaled: false };
  expect(posted.filter(({ type }) => type === 'size')).toEqual(['a', 'b', 'a'].map((cameraId) => ({ type: 'size', cameraId, size })));
  player.dispose();
});

it('leaves no timer behind when it ends with an acknowledgement due', async () => {
  const { player, acks, frame, flow } = await rig();
  flow(3);
  await frame(1);
  expect(vi.getTimerCount()).toBe(2);
  player.dispose();
  expect(vi.getTimerCount()).toBe(0);
  expect(acks).toEqual([]);
});

it('frees a picture whose drawing fails, and continues', async () => {
  const close = vi.fn();
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 4, height: 1, close }));
  const { player, acks, frame, flow } = await rig();
  const failing = {
    width: 4,
    height: 1,
    getContext: () => ({
      drawImage: () => {
        throw new DOMException('The context is lost', 'InvalidStateError');
      },
    }),
  };
  player.handle({ type: 'canvas', canvas: failing as unknown as HTMLCanvasElement });
  flow(1);
  await frame(1);
  expect(close).toHaveBeenCalledOnce();
  expect(acks).toEqual([['a', 1]]);
  player.dispose();
});

it('holds the picture of an expected camera until there is a canvas, and requests it once', async () => {
  const { player, acks, asked, posted, frame, flow } = await rig({ watched: false });
  player.handle({ type: 'expect', cameraId: 'a' });
  await vi.advanceTimersByTimeAsync(0);
  flow(1);
  await frame(1);
  await frame(2);
  expect([acks, posted.filter(({ type }) => type === 'size')]).toEqual([[], []]);
  player.handle({ type: 'canvas', canvas });
  await frame(3);
  await frame(4);
  expect(acks.at(-1)).toEqual(['a', 4]);
  posted.length = 0;
  player.handle({ type: 'watch', cameraId: 'a' });
  expect(posted.map(({ type }) => type).sort()).toEqual(['flow', 'shown', 'size', 'statistics']);
  expect(asked).toEqual(['a']);
  player.handle({ type: 'watch', cameraId: 'a' });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['a', 'a']);
  player.dispose();
});

it('drops an expected camera for the watched one', async () => {
  const { player, acks, asked, posted, frame } = await rig({ watched: false });
  player.handle({ type: 'expect', cameraId: 'a' });
  await vi.advanceTimersByTimeAsync(0);
  await frame(1);
  player.handle({ type: 'watch', cameraId: 'b' });
  await frame(7, 4, 'b');
  expect([asked, acks]).toEqual([['a', 'b'], [['b', 7]]]);
  expect(posted.filter(({ type }) => type === 'size')).toEqual([
    { type: 'size', cameraId: 'b', size: { width: 4, height: 1, scaled: false } },
  ]);
  player.dispose();
});

it('ignores an expected camera while another is watched', async () => {
  const { player, asked } = await rig();
  player.handle({ type: 'expect', cameraId: 'b' });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['a']);
  player.dispose();
});
