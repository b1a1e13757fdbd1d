import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filterStepsSchema } from './filter-steps.ts';
import { filterSamples, type FilterSamples } from './samples.ts';

interface Vectors {
  readonly pictures: Record<string, { width: number; height: number; channels: 1 | 3; bits: number; samples: number[] }>;
  readonly valid: readonly { name: string; picture: string; steps: unknown; expected: number[] }[];
}
const { pictures, valid } = JSON.parse(readFileSync(new URL('../../vectors/filter-steps.json', import.meta.url), 'utf8')) as Vectors;

function samplesOf(name: string): FilterSamples {
  const { width, height, channels, bits, samples } = pictures[name]!;
  return { width, height, channels, max: 2 ** bits - 1, data: bits > 8 ? Uint16Array.from(samples) : Uint8Array.from(samples) };
}

it.each(valid)('computes $name as OpenCV does, to one unit of the samples', ({ picture, steps, expected }) => {
  const { data } = filterSamples(samplesOf(picture), filterStepsSchema.parse(steps));
  expect(data).toHaveLength(expected.length);
  const worst = Math.max(...expected.map((value, at) => Math.abs(value - data[at]!)));
  expect(worst).toBeLessThanOrEqual(1);
});

it('keeps every sample without steps, up to 16 bits', () => {
  const data = Uint16Array.from({ length: 65_536 }, (_, at) => at);
  expect(filterSamples({ data, width: 256, height: 256, channels: 1, max: 65_535 }, []).data).toEqual(data);
});
