import { expect, it } from 'vitest';
import { RenderScale } from './render-scale.ts';

/** Renders at 30 fps, at a cost in proportion to the pixels. */
function run(scale: RenderScale, fullCostMs: number, seconds: number, fromMs = 0): number[] {
  return Array.from({ length: seconds * 30 }, (_, frame) => {
    scale.rendered(fullCostMs * scale.scale ** 2, fromMs + frame * 33);
    return scale.scale;
  });
}

it('keeps the full size within the budget', () => {
  expect(new Set(run(new RenderScale(), 25, 60))).toEqual(new Set([1]));
});

it('halves the size until the cost fits, and not further', () => {
  const scale = new RenderScale();
  run(scale, 70, 4);
  expect(scale.scale).toBe(0.5);
  const slow = new RenderScale();
  run(slow, 10_000, 60);
  expect(slow.scale).toBe(1 / 4);
});

it('ignores single slow renders', () => {
  const scale = new RenderScale();
  for (let frame = 0; frame < 300; frame++) scale.rendered(frame % 5 === 0 ? 500 : 5, frame * 33);
  expect(scale.scale).toBe(1);
});

it('returns to the full size when the machine is free again', () => {
  const scale = new RenderScale();
  run(scale, 300, 4);
  expect(scale.scale).toBeLessThan(0.5);
  run(scale, 10, 60, 4000);
  expect(scale.scale).toBe(1);
});

it('tries rarely where a larger size is always too slow', () => {
  const scale = new RenderScale();
  let changes = 0;
  let before = scale.scale;
  for (let frame = 0; frame < 30 * 600; frame++) {
    // The smaller size promises more than the larger one holds.
    scale.rendered(scale.scale === 1 ? 60 : 2, frame * 33);
    if (scale.scale !== before) changes += 1;
    before = scale.scale;
  }
  expect(changes).toBeLessThan(30);
});

it('tries the full size at once for other filters', () => {
  const scale = new RenderScale();
  run(scale, 70, 1);
  expect(scale.scale).toBe(0.5);
  scale.otherFilters();
  run(scale, 8, 1, 1000);
  expect(scale.scale).toBe(1);
});
