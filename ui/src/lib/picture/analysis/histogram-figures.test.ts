import type { Analysis, ChannelHistogram } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { histogramFigures, percentText } from './histogram-figures.ts';

function channel(name: ChannelHistogram['name'], saturated: number): ChannelHistogram {
  return { name, bins: [], min: 12, max: 4095, mean: 1482.25, deviation: 31.04, saturated, black: 0 };
}
function analysis(...histogram: ChannelHistogram[]): Analysis {
  return { seq: 1, capturedAtUs: 1, bitDepth: 12, histogram };
}

it('reports the brightness in the actual bit depth', () => {
  expect(histogramFigures(analysis(channel('L', 0)))).toEqual({
    min: '12',
    max: '4095',
    mean: '1482.3',
    deviation: '31.0',
    saturated: '0 %',
    warning: null,
  });
});

it('warns about the most saturated colour, even if the brightness is not saturated', () => {
  const figures = histogramFigures(analysis(channel('L', 0), channel('R', 0.031), channel('G', 0.001), channel('B', 0)));
  expect(figures?.saturated).toBe('3.10 %');
  expect(figures?.warning).toBe('Red is saturated in 3.10 % of the pixels: shorten the exposure or lower the gain.');
  expect(histogramFigures(analysis(channel('L', 0.2)))?.warning).toMatch(/^Saturated in 20\.0 % /);
});

it('returns null without a histogram', () => {
  expect(histogramFigures(null)).toBeNull();
  expect(histogramFigures(analysis())).toBeNull();
});

it.each([
  [0, '0 %'],
  [0.00001, '< 0.01 %'],
  [0.0002, '0.02 %'],
  [0.25, '25.0 %'],
  [1, '100 %'],
])('writes %s as %s', (share, text) => expect(percentText(share)).toBe(text));
