import type { FilterStep } from './filter-steps.ts';
import { gaussianHalf } from './gaussian.ts';
import { boxMean, smoothPlane, squaredSobel } from './neighbourhood.ts';
import { lumaOf, type PlanePool, type Planes } from './planes.ts';

type Step<Name extends FilterStep['step']> = Extract<FilterStep, { step: Name }>;

/** Sums of weights that differ by less are equal. */
const SAME_SUM = 1e-9;

/**
 * Applies one step. The memory of the given planes goes back to the pool.
 * @param pixelRatio pixels of these planes per pixel of the full picture
 */
export function applyStep(planes: Planes, step: FilterStep, pixelRatio: number, pool: PlanePool): Planes {
  switch (step.step) {
    case 'smooth':
      return eachPlane(planes, pool, (source, target) => smooth(source, target, planes, step.sigma * pixelRatio, pool));
    case 'sharpen':
      return eachPlane(planes, pool, (source, target) => {
        smooth(source, target, planes, step.sigma * pixelRatio, pool);
        for (let at = 0; at < target.length; at++) {
          const value = source[at] ?? 0;
          target[at] = clipped(value + step.amount * (value - (target[at] ?? 0)));
        }
      });
    case 'edges':
      return eachPlane(planes, pool, (source, target) => {
        squaredSobel(source, planes.width, planes.height, target);
        for (let at = 0; at < target.length; at++) target[at] = clipped((step.gain / 8) * Math.sqrt(target[at] ?? 0));
      });
    case 'background':
      return eachPlane(planes, pool, (source, target) => {
        boxMean(source, planes.width, planes.height, Math.max(1, Math.round(step.radius * pixelRatio)), target);
        for (let at = 0; at < target.length; at++) target[at] = clipped((source[at] ?? 0) - (target[at] ?? 0) + step.offset);
      });
    case 'threshold':
      return threshold(planes, step, pool);
    case 'channels':
      return mixed(planes, step, pool);
  }
}

function clipped(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

function eachPlane(planes: Planes, pool: PlanePool, filter: (source: Float32Array, target: Float32Array) => void): Planes {
  const results = planes.planes.map((source) => {
    const target = pool.take(source.length);
    filter(source, target);
    pool.give(source);
    return target;
  });
  return { ...planes, planes: results };
}

function smooth(source: Float32Array, target: Float32Array, { width, height }: Planes, sigma: number, pool: PlanePool): void {
  const between = pool.take(source.length);
  smoothPlane(source, width, height, gaussianHalf(sigma), between, target);
  pool.give(between);
}

/** The result is mono: its channels are equal. */
function threshold(planes: Planes, { low, high }: Step<'threshold'>, pool: PlanePool): Planes {
  const target = pool.take(planes.width * planes.height);
  const luma = lumaOf(planes, target);
  for (let at = 0; at < target.length; at++) {
    const value = luma[at] ?? 0;
    target[at] = value >= low && value <= high ? 1 : 0;
  }
  pool.give(...planes.planes);
  return { ...planes, planes: [target] };
}

function mixed(planes: Planes, { red, green, blue }: Step<'channels'>, pool: PlanePool): Planes {
  const [first = new Float32Array(), second, third] = planes.planes;
  const sums = [red, green, blue].map((weights) => weights.reduce((sum, weight) => sum + weight, 0));
  const staysMono = planes.planes.length === 1 && Math.max(...sums) - Math.min(...sums) < SAME_SUM;
  const rows = staysMono ? [red] : [red, green, blue];
  const results = rows.map(([ofRed, ofGreen, ofBlue]) => {
    const target = pool.take(first.length);
    if (second && third)
      for (let at = 0; at < target.length; at++)
        target[at] = clipped(ofRed * (first[at] ?? 0) + ofGreen * (second[at] ?? 0) + ofBlue * (third[at] ?? 0));
    else for (let at = 0, weight = ofRed + ofGreen + ofBlue; at < target.length; at++) target[at] = clipped(weight * (first[at] ?? 0));
    return target;
  });
  pool.give(...planes.planes);
  return { ...planes, planes: results };
}
