import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Viewport } from './viewport.svelte.ts';

/** The part of an element that the viewport uses. */
class Stage extends EventTarget {
  readonly #captured = new Set<number>();
  getBoundingClientRect = () => ({ left: 0, top: 0 });
  hasPointerCapture = (id: number): boolean => this.#captured.has(id);
  setPointerCapture = (id: number): unknown => this.#captured.add(id);

  pointer(type: string, x: number, buttons: number): void {
    const event = Object.assign(new Event(type), { pointerId: 1, pointerType: 'mouse', button: 0, buttons, clientX: x, clientY: 0 });
    this.dispatchEvent(event);
  }
}

beforeEach(() => {
  const observer = { observe: () => undefined, disconnect: () => undefined };
  vi.stubGlobal('ResizeObserver', function ResizeObserver() {
    return observer;
  });
});
afterEach(() => vi.unstubAllGlobals());

function zoomed() {
  const viewport = new Viewport();
  const stage = new Stage();
  viewport.attach(stage as unknown as HTMLElement);
  viewport.box = { width: 100, height: 100 };
  viewport.setPicture({ width: 1000, height: 1000 });
  viewport.showOneToOne();
  return { viewport, stage };
}

it('pans while the button is held', () => {
  const { viewport, stage } = zoomed();
  const before = viewport.matrix.x;
  stage.pointer('pointerdown', 50, 1);
  stage.pointer('pointermove', 70, 1);
  expect(viewport.dragging).toBe(true);
  expect(viewport.matrix.x).toBeCloseTo(before + 20);
});

it('does not pan when the button was released outside the window', () => {
  const { viewport, stage } = zoomed();
  const before = viewport.matrix.x;
  stage.pointer('pointerdown', 1, 1);
  stage.pointer('pointermove', 40, 0);
  stage.pointer('pointermove', 80, 0);
  expect([viewport.dragging, viewport.matrix.x]).toEqual([false, before]);
});

it('ends a drag when the browser releases the pointer capture', () => {
  const { viewport, stage } = zoomed();
  stage.pointer('pointerdown', 10, 1);
  stage.pointer('pointermove', 40, 1);
  stage.pointer('lostpointercapture', 40, 0);
  expect(viewport.dragging).toBe(false);
});
