import { describe, expect, it } from 'vitest';
import { wallAspect, wallLayout } from './wall-layout.ts';

const desk = { width: 1368, height: 808 };
const layout = (count: number, room = desk) => wallLayout(count, 5 / 4, room, { gapPx: 8, captionPx: 36 });

describe('wallLayout', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 2],
    [5, 3],
    [6, 3],
    [9, 3],
    [12, 4],
  ])('arranges %i cameras on a desktop in %i columns that fit', (count, columns) => {
    const found = layout(count);
    expect(found.columns).toBe(columns);
    expect(found.width * columns + 8 * (columns - 1)).toBeLessThanOrEqual(desk.width);
    const rows = Math.ceil(count / columns);
    if (count <= 9) expect(rows * (found.width / (5 / 4) + 36) + 8 * (rows - 1)).toBeLessThanOrEqual(desk.height + rows);
  });

  it('stacks two cameras when that makes them larger', () => {
    expect(layout(2, { width: 700, height: 1200 }).columns).toBe(1);
  });

  it('scrolls instead of shrinking below the minimum, and fills the width', () => {
    expect(layout(40)).toEqual({ columns: 4, width: 336 });
    expect(layout(6, { width: 374, height: 700 })).toEqual({ columns: 1, width: 374 });
    expect(layout(1, { width: 200, height: 100 })).toEqual({ columns: 1, width: 200 });
  });
});

describe('wallAspect', () => {
  const roi = (width: number, height: number) => ({ left: 0, top: 0, width, height });

  it('is the mean of the rotated pictures', () => {
    expect(wallAspect([{ roi: roi(1280, 1024) }, { roi: roi(1024, 1280), rotate: 90 }])).toBeCloseTo(1.25);
    expect(wallAspect([])).toBeCloseTo(1.25);
  });

  it('stays within the limits', () => {
    expect(wallAspect([{ roi: roi(2592, 64) }])).toBeCloseTo(16 / 9);
    expect(wallAspect([{ roi: roi(64, 2048) }])).toBe(1);
  });
});
