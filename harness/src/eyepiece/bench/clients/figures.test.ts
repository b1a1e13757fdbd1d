import { expect, it } from 'vitest';
import { watchedFigures } from './figures.ts';

it('the picture ages until the next frame arrives', () => {
  const frames: [number, number, number][] = [
    [0, 40, 7],
    [100, 40, 8],
    [900, 60, 10],
    [1000, 40, 11],
  ];
  const figures = watchedFigures({ seconds: 2, processorSeconds: 0.5, frames });
  expect(figures).toMatchObject({ framesPerSecond: 2, share: 0.8, cores: 0.25, oldestMs: 840 });
  expect(figures.p95AgeMs).toBeGreaterThan(700);
  expect(figures.p95AgeMs).toBeLessThanOrEqual(840);
});
