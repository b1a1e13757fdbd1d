import { describe, expect, it } from 'vitest';
import { clampMatrix, fillMatrix, fitMatrix, MAX_SCALE, panBy, pointOf, toPicture, toScreen, zoomAt } from './viewport-matrix.ts';

const picture = { width: 1280, height: 1024 };
const box = { width: 1000, height: 700 };

describe('viewport matrix', () => {
  it('fits the whole picture in the middle', () => {
    const fit = fitMatrix(picture, box);
    expect(fit.scale).toBeCloseTo(700 / 1024);
    expect(toScreen(fit, { x: 640, y: 512 })).toEqual({ x: 500, y: 350 });
    expect(toScreen(fit, { x: 0, y: 0 }).y).toBeCloseTo(0);
  });

  it('fills the box without a gap', () => {
    const fill = fillMatrix(picture, box);
    expect(toScreen(fill, { x: 0, y: 0 }).x).toBeCloseTo(0);
    expect(toScreen(fill, { x: 0, y: 0 }).y).toBeLessThan(0);
  });

  it('maps to the screen and back', () => {
    const matrix = { scale: 1.7, x: -31, y: 12 };
    const there = toScreen(matrix, { x: 123, y: 45 });
    const back = toPicture(matrix, there);
    expect(back.x).toBeCloseTo(123);
    expect(back.y).toBeCloseTo(45);
  });

  it('keeps the point under the cursor while zooming in', () => {
    const at = { x: 300, y: 200 };
    const start = fillMatrix(picture, box);
    const zoomed = zoomAt(start, 2.5, at, picture, box);
    const before = toPicture(start, at);
    const after = toPicture(zoomed, at);
    expect(zoomed.scale).toBeCloseTo(start.scale * 2.5);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it('stops at its limits', () => {
    const start = fitMatrix(picture, box);
    expect(zoomAt(start, 1e6, { x: 0, y: 0 }, picture, box).scale).toBe(MAX_SCALE);
    expect(zoomAt(start, 1e-6, { x: 0, y: 0 }, picture, box).scale).toBeCloseTo(start.scale / 2);
  });

  it('keeps the picture in the box: no gap when larger, centred when smaller', () => {
    const large = { scale: 2, x: 0, y: 0 };
    expect(panBy(large, { x: 500, y: 500 }, picture, box)).toEqual({ scale: 2, x: 0, y: 0 });
    expect(panBy(large, { x: -9999, y: -9999 }, picture, box)).toEqual({ scale: 2, x: 1000 - 2560, y: 700 - 2048 });
    expect(clampMatrix({ scale: 0.5, x: 700, y: -80 }, picture, box)).toEqual({ scale: 0.5, x: 180, y: 94 });
  });

  it('maps a pointer to the picture, and clamps it', () => {
    const element = { getBoundingClientRect: () => ({ left: 100, top: 50 }) } as Element;
    const at = (clientX: number, clientY: number) =>
      pointOf({ clientX, clientY } as MouseEvent, element, { scale: 2, x: 10, y: 20 }, picture);
    expect(at(130, 90)).toEqual({ x: 10, y: 10 });
    expect(at(0, 9000)).toEqual({ x: 0, y: 1024 });
  });
});
