import { expect, it } from 'vitest';
import { differenceFigures } from './difference-picture.ts';

it('uses the colour channels of all pixels, not the alpha channel', () => {
  const pixels = Uint8ClampedArray.from([0, 0, 0, 255, 30, 60, 90, 255]);
  expect(differenceFigures(pixels)).toEqual({ mean: 30, largest: 90 });
  expect(differenceFigures(pixels, 2)).toEqual({ mean: 0, largest: 0 });
  expect(differenceFigures(new Uint8ClampedArray())).toEqual({ mean: 0, largest: 0 });
});
