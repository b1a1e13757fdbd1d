import type { FilterStep } from './filter-steps.ts';
import { PlanePool, type Planes } from './planes.ts';
import { applyStep } from './steps.ts';

/** A picture of 8 to 16 bits: row by row, channels interleaved. */
export interface FilterSamples {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** The largest possible sample value. */
  readonly max: number;
}

/** Applies the steps at the full depth of the samples. */
export function filterSamples(samples: FilterSamples, steps: readonly FilterStep[]): FilterSamples {
  const pool = new PlanePool();
  let planes = planesOf(samples, pool);
  for (const step of steps) planes = applyStep(planes, step, 1, pool);
  return samplesOf(planes, samples);
}

function planesOf({ data, width, height, channels, max }: FilterSamples, pool: PlanePool): Planes {
  const planes = Array.from({ length: channels }, (_, channel) => {
    const plane = pool.take(width * height);
    for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += channels) plane[pixel] = (data[at] ?? 0) / max;
    return plane;
  });
  return { width, height, planes };
}

/** A colour picture keeps three channels, which are equal after a step that makes it mono. */
function samplesOf({ width, height, planes }: Planes, { data: source, channels: had, max }: FilterSamples): FilterSamples {
  const channels = had === 1 && planes.length === 1 ? 1 : 3;
  const data = source instanceof Uint16Array ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels);
  for (let channel = 0; channel < channels; channel++) {
    const plane = planes[planes.length === 1 ? 0 : channel];
    for (let pixel = 0, at = channel; pixel < width * height; pixel++, at += channels)
      data[at] = Math.floor((plane?.[pixel] ?? 0) * max + 0.5);
  }
  return { data, width, height, channels, max };
}
