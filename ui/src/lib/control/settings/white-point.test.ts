import type { Analysis, ChannelHistogram, VectorFeature } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { gainsOf } from './color-gains.ts';
import { areaAroundPoint, balancedGains } from './white-point.ts';

const FEATURE = {
  kind: 'vector', label: 'White balance', unit: '', readOnly: false, whileStreaming: true,
  components: ['red', 'green', 'blue'].map((name) => ({ name, min: 0.5, max: 4, step: 0.01 })),
} as VectorFeature; // prettier-ignore
const EVEN = { red: 1, green: 1, blue: 1 };

function measured(red: number, green: number, blue: number, saturated = 0): Pick<Analysis, 'histogram' | 'bitDepth'> {
  const channel = (name: ChannelHistogram['name'], mean: number): ChannelHistogram => ({
    name, bins: [], min: 0, max: 255, mean, deviation: 0, saturated, black: 0,
  }); // prettier-ignore
  return { bitDepth: 8, histogram: [channel('L', green), channel('R', red), channel('G', green), channel('B', blue)] };
}

it('makes the point grey, with green unchanged', () => {
  expect(balancedGains(EVEN, measured(100, 120, 60), FEATURE)).toEqual({ gains: { red: 1.2, green: 1, blue: 2 } });
  expect(balancedGains({ red: 1.5, green: 1, blue: 2 }, measured(120, 120, 120), FEATURE)).toEqual({
    gains: { red: 1.5, green: 1, blue: 2 },
  });
});

it('changes all gains together where one would pass its limit', () => {
  expect(balancedGains({ red: 1, green: 1, blue: 2 }, measured(80, 200, 80), FEATURE)).toEqual({ gains: { red: 2, green: 0.8, blue: 4 } });
});

it.each([
  ['an over-exposed point', measured(200, 200, 200, 0.1), /over-exposed/],
  ['a dark point', measured(1, 100, 100), /too dark/],
  ['a point too colourful for the limits', measured(10, 200, 100), /too colourful: red would need a gain of 20/],
  ['a monochrome camera', { bitDepth: 8, histogram: [measured(1, 1, 1).histogram![0]!] }, /no colour values/],
])('refuses %s', (_, analysis, fault) => {
  expect(balancedGains(EVEN, analysis, FEATURE)).toEqual({ fault: expect.stringMatching(fault) as string });
});

it('is offered only for cameras with gains that can be set', () => {
  expect(gainsOf(FEATURE)).toBe(FEATURE);
  expect(gainsOf({ ...FEATURE, readOnly: true })).toBeNull();
  expect(gainsOf({ ...FEATURE, components: FEATURE.components.slice(1) })).toBeNull();
  expect(gainsOf(undefined)).toBeNull();
});

it('measures a small area around the point, also at an edge', () => {
  expect(areaAroundPoint({ x: 100, y: 50 }, { width: 200, height: 100 })).toEqual({ left: 93, top: 43, width: 15, height: 15 });
  expect(areaAroundPoint({ x: 200, y: 0 }, { width: 200, height: 100 })).toEqual({ left: 185, top: 0, width: 15, height: 15 });
  expect(areaAroundPoint({ x: 2, y: 2 }, { width: 4, height: 4 })).toEqual({ left: 0, top: 0, width: 4, height: 4 });
});
