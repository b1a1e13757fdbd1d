import type { AnnotationShape } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { extended, shapeOf, type ShapeDraft } from './shape-draft.ts';
import { boundsOf, handlesOf, mapShape, movedBy, simplified, withHandle, withText } from './shape-geometry.ts';
import { shapePath } from './shape-path.ts';
import { shapeWords } from './shape-words.ts';

const arrow: AnnotationShape = { kind: 'arrow', from: { x: 10, y: 20 }, to: { x: 40, y: 60 } };
const box: AnnotationShape = { kind: 'rectangle', x: 10, y: 20, width: 30, height: 40, text: 'gland' };
const text: AnnotationShape = { kind: 'text', at: { x: 5, y: 6 }, text: 'edge' };
const drawn = (kind: ShapeDraft['kind'], ...points: [number, number][]) =>
  points.reduce<ShapeDraft>((draft, [x, y]) => extended(draft, { x, y }, 1), { kind, points: [] });

it('moves every shape as a whole and keeps its text', () => {
  expect(movedBy(box, { x: 1, y: -2 })).toEqual({ ...box, x: 11, y: 18 });
  expect(movedBy(text, { x: 1, y: 1 })).toEqual({ kind: 'text', at: { x: 6, y: 7 }, text: 'edge' });
  expect(movedBy(arrow, { x: 5, y: 5 })).toEqual({ kind: 'arrow', from: { x: 15, y: 25 }, to: { x: 45, y: 65 } });
});

it('maps a box to a box', () => {
  expect(mapShape(box, ({ x, y }) => ({ x: 100 - y, y: x }))).toEqual({ ...box, x: 40, y: 10, width: 40, height: 30 });
});

it('moves a corner past the opposite one', () => {
  expect(handlesOf(box)).toHaveLength(4);
  expect(withHandle(box, 2, { x: 0, y: 0 })).toEqual({ ...box, x: 0, y: 0, width: 10, height: 20 });
  expect(withHandle(arrow, 1, { x: 0, y: 0 })).toEqual({ ...arrow, to: { x: 0, y: 0 } });
});

it('removes text only from shapes that can be without', () => {
  expect(withText(box, '')).toEqual({ kind: 'rectangle', x: 10, y: 20, width: 30, height: 40 });
  expect(withText(arrow, 'here')).toEqual({ ...arrow, text: 'here' });
});

it('computes the bounding box of a shape', () => {
  expect(boundsOf(arrow)).toEqual({ x: 10, y: 20, width: 30, height: 40 });
  expect(boundsOf(text)).toEqual({ x: 5, y: 6, width: 0, height: 0 });
});

it("keeps a stroke's ends, and its points within the tolerance", () => {
  const points = Array.from({ length: 401 }, (_, x) => ({ x, y: 40 * Math.sin(x / 40) }));
  const kept = simplified(points, 0.5);
  expect(kept.length).toBeLessThan(80);
  expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
  for (const { x, y } of points) {
    const at = kept.findIndex((one) => one.x >= x);
    const [from, to] = [kept[Math.max(0, at - 1)]!, kept[at]!];
    const share = to.x === from.x ? 0 : (x - from.x) / (to.x - from.x);
    expect(Math.abs(from.y + share * (to.y - from.y) - y)).toBeLessThan(0.6);
  }
});

it("never exceeds the hub's number of points", () => {
  const jagged = Array.from({ length: 9000 }, (_, x) => ({ x, y: (x % 2) * 3 }));
  expect(simplified(jagged, 0.5).length).toBeLessThanOrEqual(2000);
});

it('draws from press to release, and nothing for a click', () => {
  expect(shapeOf(drawn('rectangle', [50, 50], [30, 70], [20, 90]), 1)).toEqual({
    kind: 'rectangle',
    x: 20,
    y: 50,
    width: 30,
    height: 40,
  });
  expect(shapeOf(drawn('arrow', [5, 5], [6, 6]), 1)).toBeNull();
  expect(drawn('freehand', [0, 0], [1, 0], [3, 0], [6, 0]).points).toHaveLength(3);
});

it('draws heads and bars with a constant size on the screen', () => {
  const flat: AnnotationShape = { kind: 'measure', from: { x: 0, y: 0 }, to: { x: 10, y: 0 } };
  expect(shapePath(flat, 1)).toBe('M0 0L10 0M0 -7L0 7M10 -7L10 7');
  expect(shapePath(flat, 0.5)).toContain('M0 -14L0 14');
  expect(shapePath(text, 1)).toBe('');
});

it('shows the length of a measure', () => {
  const measure: AnnotationShape = { kind: 'measure', from: { x: 0, y: 0 }, to: { x: 100, y: 0 }, text: 'gland' };
  expect(shapeWords(measure, { umX: 0.5, umY: 0.5 })).toMatch(/^50.* µm · gland$/);
  expect(shapeWords(measure, null)).toMatch(/^100.* px · gland$/);
  expect(shapeWords(box, null)).toBe('gland');
});
