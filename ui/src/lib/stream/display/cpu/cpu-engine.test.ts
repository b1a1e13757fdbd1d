import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PEAKING_COLORS, peakingSlope, PLAIN, type DisplaySettings } from '../display-settings.ts';
import { lutTable } from '../lut-tables.ts';
import { CpuEngine } from './cpu-engine.ts';

class FakeCanvas {
  width = 1;
  height = 1;
  getContext(): object {
    return {};
  }
}

beforeEach(() => void vi.stubGlobal('OffscreenCanvas', FakeCanvas));
afterEach(() => vi.unstubAllGlobals());

/** Grey values, one row for each list. */
function picture(...rows: readonly (readonly number[])[]): ImageData {
  const data = Uint8ClampedArray.from(rows.flat().flatMap((value) => [value, value, value, 255]));
  return { data, width: rows[0]!.length, height: rows.length } as ImageData;
}

function altered(image: ImageData, part: Partial<DisplaySettings>): number[][] {
  const size = { width: image.width, height: image.height, scale: 1, pixelRatio: 1 };
  new CpuEngine().alter(image, { ...size, source: new OffscreenCanvas(1, 1), settings: { ...PLAIN, ...part } });
  return Array.from({ length: image.data.length / 4 }, (_, at) => [...image.data.slice(at * 4, at * 4 + 3)]);
}

it('leaves a picture without settings as it is', () => {
  expect(altered(picture([0, 77, 255]), {})).toEqual([0, 77, 255].map((value) => [value, value, value]));
});

it('colours the luma', () => {
  const table = lutTable('viridis');
  const expected = [0, 100, 255].map((value) => [...table.slice(value * 4, value * 4 + 3)]);
  expect(altered(picture([0, 100, 255]), { lut: 'viridis' })).toEqual(expected);
  const green = { data: Uint8ClampedArray.of(0, 255, 0, 255), width: 1, height: 1 } as ImageData;
  expect(altered(green, { lut: 'grey' })).toEqual([[150, 150, 150]]);
});

it('marks edges from the slope of the strength on, before all filters', () => {
  const step = Math.ceil(peakingSlope(50) * 2 * 255);
  const rows = (height: number): ImageData => picture(...Array.from({ length: 3 }, () => [100, 100, 100 + height, 100 + height]));
  const mark = [...PEAKING_COLORS.green];
  const marked = (height: number, part: Partial<DisplaySettings> = {}): boolean[] =>
    altered(rows(height), { peaking: { strength: 50, color: 'green' }, ...part })
      .slice(4, 8)
      .map((pixel) => pixel.join() === mark.join());
  expect(marked(step)).toEqual([false, true, true, false]);
  expect(marked(step - 1)).toEqual([false, false, false, false]);
  expect(marked(step, { steps: [{ step: 'smooth', sigma: 5 }], lut: 'fire' })).toEqual([false, true, true, false]);
});

it('applies filters, then colours', () => {
  const table = lutTable('inverted');
  const steps = [{ step: 'threshold', low: 0.4, high: 1 }] as const;
  const [black, white] = [0, 255].map((value) => [...table.slice(value * 4, value * 4 + 3)]);
  expect(altered(picture([50, 200]), { steps, lut: 'inverted' })).toEqual([black, white]);
});
