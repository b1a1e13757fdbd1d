import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PLAIN, type DisplaySettings } from '../../display/display-settings.ts';
import type { DisplaySource } from '../../display/engine.ts';
import type { DisplayPipeline } from '../../display/pipeline.ts';
import type { FromPlayer } from '../messages.ts';
import type { Surface } from './surface.ts';
import { ViewerDisplay } from './viewer-display.ts';

const FIRE: DisplaySettings = { ...PLAIN, lut: 'fire' };
const PICTURE = { source: {} as DisplaySource, width: 320, height: 256 };

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function rig({ opens = true } = {}) {
  const posted: FromPlayer[] = [];
  const redraw = vi.fn<() => void>();
  const close = vi.fn<() => void>();
  const drawn: object[] = [];
  const rendered: unknown[] = [];
  const pipeline = { broken: false, engine: 'webgl2', scale: 1 };
  const opened = {
    render: (picture: object, settings: DisplaySettings) => {
      if (pipeline.broken) throw new Error('out of memory');
      rendered.push([picture, settings]);
      return { picture: {}, as: { engine: pipeline.engine, scale: pipeline.scale } };
    },
    close,
  } as unknown as DisplayPipeline;
  const open = vi.fn<() => Promise<DisplayPipeline>>(() => (opens ? Promise.resolve(opened) : Promise.reject(new Error('offline'))));
  const surface = { drawScaled: (picture: object) => drawn.push(picture) } as unknown as Surface;
  const display = new ViewerDisplay((message) => posted.push(message), redraw, open);
  const draw = () => display.draw(surface, PICTURE);
  const settle = () => vi.advanceTimersByTimeAsync(1);
  return { display, posted, redraw, close, drawn, rendered, pipeline, open, draw, settle };
}

it('draws plain pictures, and loads nothing, until there are settings', async () => {
  const { draw, open, settle } = rig();
  await settle();
  expect(draw()).toBe(false);
  expect(open).not.toHaveBeenCalled();
});

it('draws altered pictures once the code has arrived, and draws the present picture again', async () => {
  const { display, draw, redraw, rendered, posted, settle } = rig();
  display.set(FIRE, 1280);
  expect(draw()).toBe(false);
  await settle();
  expect(redraw).toHaveBeenCalled();
  expect(draw()).toBe(true);
  expect(rendered).toEqual([[{ ...PICTURE, fullWidth: 1280 }, FIRE]]);
  expect(posted).toEqual([{ type: 'display', as: { engine: 'webgl2', scale: 1 }, failed: false }]);
});

it('draws once for many settings', async () => {
  const { display, redraw, settle } = rig();
  display.set(FIRE, null);
  await settle();
  redraw.mockClear();
  for (let strength = 0; strength < 100; strength++) display.set({ ...FIRE, peaking: { strength, color: 'red' } }, null);
  await settle();
  expect(redraw).toHaveBeenCalledTimes(1);
});

it('reports how pictures are computed when that changes, and nothing else', async () => {
  const { display, draw, posted, pipeline, settle } = rig();
  display.set(FIRE, null);
  await settle();
  for (let frame = 0; frame < 5; frame++) draw();
  pipeline.scale = 0.5;
  for (let frame = 0; frame < 5; frame++) draw();
  expect(posted.map((message) => message.type === 'display' && message.as?.scale)).toEqual([1, 0.5]);
});

it('frees the pipeline with the plain picture, also while its code is on the way', async () => {
  const { display, draw, close, posted, settle } = rig();
  display.set(FIRE, null);
  display.set(PLAIN, null);
  await settle();
  expect(close).toHaveBeenCalledTimes(1);
  display.set(FIRE, null);
  await settle();
  draw();
  display.set(PLAIN, null);
  expect(close).toHaveBeenCalledTimes(2);
  expect(draw()).toBe(false);
  expect(posted.at(-1)).toEqual({ type: 'display', as: null, failed: false });
});

it('shows plain pictures after a failure until there are other settings', async () => {
  const { display, draw, posted, pipeline, settle } = rig();
  display.set(FIRE, null);
  await settle();
  pipeline.broken = true;
  expect([draw(), draw(), draw()]).toEqual([false, false, false]);
  expect(posted).toEqual([{ type: 'display', as: null, failed: true }]);
  pipeline.broken = false;
  expect(draw()).toBe(false);
  display.set({ ...FIRE }, null);
  expect(draw()).toBe(true);
});

it('says so when the code cannot be loaded, and tries again with other settings', async () => {
  const { display, draw, posted, open, settle } = rig({ opens: false });
  display.set(FIRE, null);
  await settle();
  expect(draw()).toBe(false);
  expect(posted).toEqual([{ type: 'display', as: null, failed: true }]);
  display.set({ ...FIRE }, null);
  await settle();
  expect(open).toHaveBeenCalledTimes(2);
});
