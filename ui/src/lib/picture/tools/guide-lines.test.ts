import { expect, it } from 'vitest';
import { guideStep, linesAround, nextGuideKind, readGuideKind } from './guide-lines.ts';

it('steps in round µm, in picture pixels along both sides', () => {
  expect(guideStep(1, { umX: 0.5, umY: 0.25 }, 100)).toEqual({ length: 50, unit: 'µm', x: 100, y: 200 });
  expect(guideStep(2, null, 100)).toEqual({ length: 50, unit: 'px', x: 50, y: 50 });
});

it('draws lines through the centre and on both sides', () => {
  expect(linesAround(1000, 200)).toEqual([100, 300, 500, 700, 900]);
  expect(linesAround(100, 300)).toEqual([50]);
});

it('cycles through the kinds, and accepts an old preference', () => {
  expect([nextGuideKind('off'), nextGuideKind('circles')]).toEqual(['crosshair', 'off']);
  expect([readGuideKind('on'), readGuideKind('grid'), readGuideKind('nonsense'), readGuideKind(null)]).toEqual([
    'crosshair',
    'grid',
    'off',
    'off',
  ]);
});
