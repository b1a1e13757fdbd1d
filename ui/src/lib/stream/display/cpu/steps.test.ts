import { readFileSync } from 'node:fs';
import type { FilterStep } from '@eyepiece/shared-types';
import { PlanePool, type Planes } from '@eyepiece/shared-types/filters/planes';
import { applyStep } from '@eyepiece/shared-types/filters/steps';
import { expect, it } from 'vitest';

interface Picture {
  width: number;
  height: number;
  channels: 1 | 3;
  bits: number;
  samples: number[];
}
interface Vector {
  name: string;
  picture: string;
  steps: FilterStep[];
  expected: number[];
}

const file = new URL('../../../../../../shared-types/vectors/filter-steps.json', import.meta.url);
const { pictures, valid } = JSON.parse(readFileSync(file, 'utf8')) as { pictures: Record<string, Picture>; valid: Vector[] };

function planesOf({ width, height, channels, bits, samples }: Picture, pool: PlanePool): Planes {
  const planes = Array.from({ length: channels }, (_, channel) => {
    const plane = pool.take(width * height);
    plane.set(samples.filter((_sample, at) => at % channels === channel).map((sample) => sample / (2 ** bits - 1)));
    return plane;
  });
  return { width, height, planes };
}

it.each(valid)('computes the samples of the vectors: $name', ({ picture: name, steps, expected }) => {
  const picture = pictures[name]!;
  const pool = new PlanePool();
  let result = planesOf(picture, pool);
  for (const step of steps) result = applyStep(result, step, 1, pool);
  const channels = expected.length / (picture.width * picture.height);
  const samples = expected.map((_, at) => {
    const value = (result.planes[at % channels] ?? result.planes[0])![Math.floor(at / channels)]!;
    return Math.floor(value * (2 ** picture.bits - 1) + 0.5);
  });
  const differences = samples.map((sample, at) => Math.abs(sample - expected[at]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  // Single precision may round a sample the other way, but few of them.
  expect(differences.filter((difference) => difference > 0).length).toBeLessThanOrEqual(expected.length / 50);
});

it('takes lengths in pixels of the full picture', () => {
  const pool = new PlanePool();
  const picture = planesOf(pictures['wide']!, pool);
  const copy = (): Planes => ({ ...picture, planes: picture.planes.map((plane) => plane.slice()) });
  const full = applyStep(copy(), { step: 'smooth', sigma: 1 }, 1, pool);
  const half = applyStep(copy(), { step: 'smooth', sigma: 2 }, 0.5, pool);
  expect(half.planes).toEqual(full.planes);
  const wide = applyStep(copy(), { step: 'background', radius: 20, offset: 0.5 }, 0.5, pool);
  expect(wide.planes).toEqual(applyStep(copy(), { step: 'background', radius: 10, offset: 0.5 }, 1, pool).planes);
});

it('leaves a picture alone whose reduction makes σ too small', () => {
  const pool = new PlanePool();
  const picture = planesOf(pictures['mono']!, pool);
  const before = picture.planes[0]!.slice();
  expect(applyStep(picture, { step: 'smooth', sigma: 0.5 }, 0.25, pool).planes[0]).toEqual(before);
});

it('uses memory again', () => {
  const pool = new PlanePool();
  let picture = planesOf(pictures['colour']!, pool);
  const steps: FilterStep[] = [
    { step: 'sharpen', sigma: 1, amount: 1 },
    { step: 'edges', gain: 2 },
    { step: 'threshold', low: 0.1, high: 1 },
  ];
  const seen = new Set<Float32Array>(picture.planes);
  for (let round = 0; round < 20; round++) {
    for (const step of steps) {
      picture = applyStep(picture, step, 1, pool);
      for (const plane of picture.planes) seen.add(plane);
    }
  }
  expect(seen.size).toBeLessThanOrEqual(8);
});
