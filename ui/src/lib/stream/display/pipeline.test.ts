import { expect, it, vi } from 'vitest';
import { PLAIN, type DisplaySettings } from './display-settings.ts';
import type { Canvas, DisplayEngine, DisplaySource, EngineName, RenderOrder } from './engine.ts';
import { DisplayPipeline } from './pipeline.ts';

const SETTINGS: DisplaySettings = { ...PLAIN, lut: 'fire' };
const PICTURE = { source: {} as DisplaySource, width: 640, height: 512, fullWidth: 1280 };

class FakeEngine implements DisplayEngine {
  readonly name: EngineName;
  readonly orders: RenderOrder[] = [];
  broken = false;
  closed = false;
  constructor(name: EngineName) {
    this.name = name;
  }
  render(order: RenderOrder): Canvas {
    if (this.broken) throw new Error('the context was lost');
    this.orders.push(order);
    return {} as Canvas;
  }
  close(): void {
    this.closed = true;
  }
}

/** @param glWorks how often an engine with WebGL2 can be made */
function rig({ glWorks = Number.POSITIVE_INFINITY } = {}) {
  const made: FakeEngine[] = [];
  let nowMs = 0;
  const make = (name: EngineName) => (): FakeEngine => {
    if (name === 'webgl2' && made.filter((engine) => engine.name === name).length >= glWorks) throw new Error('no WebGL2');
    const engine = new FakeEngine(name);
    made.push(engine);
    return engine;
  };
  const gl = vi.fn<() => FakeEngine>(make('webgl2'));
  const pipeline = new DisplayPipeline([gl, make('cpu')], () => nowMs);
  const render = (settings = SETTINGS): string => pipeline.render(PICTURE, settings).as.engine;
  return { pipeline, made, gl, render, pass: (ms: number) => (nowMs += ms) };
}

it('prefers WebGL2, and tells the engine the size of the full picture', () => {
  const { render, made } = rig();
  expect(render()).toBe('webgl2');
  expect(made[0]?.orders[0]).toMatchObject({ scale: 1, pixelRatio: 0.5, width: 640 });
});

it('computes on the processor without WebGL2, and does not ask for it with each frame', () => {
  const { render, gl } = rig({ glWorks: 0 });
  expect(Array.from({ length: 50 }, () => render())).toEqual(Array(50).fill('cpu'));
  expect(gl).toHaveBeenCalledTimes(1);
});

it('shows the same picture after the context is lost, and returns to WebGL2 later', () => {
  const { render, made, pass } = rig();
  render();
  made[0]!.broken = true;
  expect(render()).toBe('cpu');
  expect(made[0]?.closed).toBe(true);
  pass(9000);
  expect(render()).toBe('cpu');
  pass(2000);
  expect(render()).toBe('webgl2');
  expect(made.map(({ closed }) => closed)).toEqual([true, true, false]);
});

it('stays with the processor where contexts are lost again and again', () => {
  const { render, made, gl, pass } = rig();
  for (let round = 0; round < 20; round++) {
    const engine = made.at(-1);
    if (engine?.name === 'webgl2') engine.broken = true;
    render();
    pass(11_000);
  }
  expect(render()).toBe('cpu');
  expect(gl.mock.calls.length).toBeLessThanOrEqual(3);
});

it('throws where nothing works, and tries the last engine again with the next picture', () => {
  const { pipeline, render, made } = rig({ glWorks: 0 });
  render();
  made[0]!.broken = true;
  expect(() => render()).toThrow('the context was lost');
  expect(render()).toBe('cpu');
  pipeline.close();
  expect(made.every(({ closed }) => closed)).toBe(true);
});
