import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PLAIN, type DisplaySettings } from '../../display/display-settings.ts';
import type { DisplayPipeline, PictureToAlter } from '../../display/pipeline.ts';
import type { FromPlayer } from '../messages.ts';
import { ExactPicture } from './exact-picture.ts';
import { ShownPicture } from './shown-picture.ts';

const FIRE: DisplaySettings = { ...PLAIN, lut: 'fire' };
const ALTERED = { altered: true };
const SIZE = { width: 64, height: 48, scaled: false };
let drawn: object[] = [];

class FakeCanvas {
  width = 1;
  height = 1;
  getContext(): object {
    return { drawImage: (picture: object) => drawn.push(picture) };
  }
}

class FakeFrame {
  static open = 0;
  constructor() {
    FakeFrame.open += 1;
  }
  clone(): FakeFrame {
    return new FakeFrame();
  }
  close(): void {
    FakeFrame.open -= 1;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 64, height: 48, close: () => undefined }));
  [drawn, FakeFrame.open] = [[], 0];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function rig() {
  const sources: object[] = [];
  const posted: FromPlayer[] = [];
  const pipeline = {
    render: ({ source }: PictureToAlter) => {
      sources.push(source);
      return { picture: ALTERED, as: { engine: 'cpu', scale: 1 } };
    },
    close: () => undefined,
  } as unknown as DisplayPipeline;
  const shown = new ShownPicture(
    (message) => posted.push(message),
    () => Promise.resolve(pipeline),
  );
  shown.setCanvas(new FakeCanvas() as unknown as OffscreenCanvas);
  const set = async (settings: DisplaySettings): Promise<void> => {
    shown.setDisplay(settings, null);
    await vi.advanceTimersByTimeAsync(1);
  };
  /** The decoder's frame is closed by the caller. */
  const video = (): void => {
    const frame = new FakeFrame();
    shown.showVideo(frame as unknown as VideoFrame, 'a', SIZE);
    frame.close();
  };
  return { shown, sources, set, video };
}

const jpeg = (): Promise<ExactPicture> => ExactPicture.decode(new Uint8Array([1]));

it('draws the altered picture, and reads pixels from the plain one', async () => {
  const { shown, set } = rig();
  await set(FIRE);
  const picture = await jpeg();
  shown.showExact(picture, 'a', false);
  expect(drawn).toEqual([ALTERED]);
  expect(shown.exact).toBe(picture);
});

it('draws the present picture again for other settings, always from the plain one', async () => {
  const { shown, set, sources } = rig();
  const picture = await jpeg();
  const { bitmap } = picture;
  shown.showExact(picture, 'a', false);
  await set(FIRE);
  await set({ ...FIRE, lut: 'magma' });
  expect(sources).toEqual([bitmap, bitmap]);
  await set(PLAIN);
  expect(drawn.at(-1)).toBe(bitmap);
});

it('keeps one frame of a video while filters alter it, and none afterwards', async () => {
  const { shown, set, video, sources } = rig();
  await set(FIRE);
  for (let frame = 0; frame < 20; frame++) video();
  expect(FakeFrame.open).toBe(1);
  await set({ ...FIRE, lut: 'magma' });
  expect(sources.at(-1)).toBeInstanceOf(FakeFrame);
  await set(PLAIN);
  expect(FakeFrame.open).toBe(0);
  expect(drawn.at(-1)).toBeInstanceOf(FakeFrame);
  await set(FIRE);
  video();
  shown.showExact(await jpeg(), 'a', false);
  expect(FakeFrame.open).toBe(0);
});

it('alters a video that stands still from a copy of its plain picture', async () => {
  const { set, video, sources } = rig();
  video();
  const plain = drawn.length;
  await set(FIRE);
  await set({ ...FIRE, lut: 'magma' });
  expect(new Set(sources).size).toBe(1);
  expect(sources[0]).toBeInstanceOf(FakeCanvas);
  expect(drawn.slice(plain + 1)).toEqual([ALTERED, ALTERED]);
  await set(PLAIN);
  expect(drawn.at(-1)).toBe(sources[0]);
});

it('forgets the picture with the camera', async () => {
  const { shown, set, video, sources } = rig();
  await set(FIRE);
  video();
  shown.forget();
  expect(FakeFrame.open).toBe(0);
  const before = sources.length;
  await set({ ...FIRE, lut: 'magma' });
  expect(sources).toHaveLength(before);
});
