import type { FilterStep } from '@eyepiece/shared-types';
import { gaussianHalf } from '@eyepiece/shared-types/filters/gaussian';
import type { Programs, UniformValue } from './programs.ts';
import type { ProgramName } from './shaders.ts';
import type { GlPicture, Target, Targets } from './targets.ts';

/** Length of the array `half_` in the program `smooth`: the greatest σ has the radius 15. */
const HALF_LENGTH = 16;
/** Means are computed from a picture that is reduced so far that they reach over this many pixels at least. */
const BOX_REACH_LEAST = 8;
const ACROSS = [1, 0] as const;
const DOWN = [0, 1] as const;

/** Applies filter steps by programs. */
export class StepPasses {
  readonly #programs: Programs;
  readonly #targets: Targets;

  constructor(programs: Programs, targets: Targets) {
    this.#programs = programs;
    this.#targets = targets;
  }

  /** @param pixelRatio pixels of this picture per pixel of the full picture @param kept is not freed */
  apply(picture: GlPicture, step: FilterStep, pixelRatio: number, kept: GlPicture): GlPicture {
    const result = this.#result(picture, step, pixelRatio);
    if (result !== picture && picture !== kept) this.#targets.give(picture);
    return result;
  }

  /** Means of squares with the side `factor`. @param margin further ones on each side */
  reduce(picture: GlPicture, factor: number, margin = 0, size = reduced(picture, factor, margin)): Target {
    return this.#draw('reduce', picture, { factor: { int: factor }, margin: { int: margin } }, size);
  }

  #result(picture: GlPicture, step: FilterStep, pixelRatio: number): GlPicture {
    switch (step.step) {
      case 'smooth':
        return this.#smooth(picture, step.sigma * pixelRatio);
      case 'sharpen':
        return this.#combine('sharpen', this.#smooth(picture, step.sigma * pixelRatio), picture, { amount: { float: step.amount } });
      case 'edges':
        return this.#draw('edges', picture, { gain: { float: step.gain } });
      case 'background':
        return this.#background(picture, Math.max(1, Math.round(step.radius * pixelRatio)), step.offset);
      case 'threshold':
        return this.#draw('threshold', picture, { low: { float: step.low }, high: { float: step.high } });
      case 'channels':
        return this.#draw('channels', picture, { red: { vec3: step.red }, green: { vec3: step.green }, blue: { vec3: step.blue } });
    }
  }

  /** The picture itself where σ is so small that the filter changes nothing. */
  #smooth(picture: GlPicture, sigma: number): GlPicture {
    const half = gaussianHalf(sigma);
    if (half.length === 1) return picture;
    const floats = new Float32Array(HALF_LENGTH);
    floats.set(half);
    const kernel = { half_: { floats }, radius: { int: half.length - 1 } };
    const across = this.#draw('smooth', picture, { ...kernel, direction: { ivec2: ACROSS } });
    return this.#then(across, this.#draw('smooth', across, { ...kernel, direction: { ivec2: DOWN } }));
  }

  /** The mean of a large square comes from a reduced picture, which costs little and is not exact. */
  #background(picture: GlPicture, radius: number, offset: number): GlPicture {
    const factor = Math.max(1, Math.floor(radius / BOX_REACH_LEAST));
    const reach = ((2 * radius + 1) / factor - 1) / 2;
    const margin = factor === 1 ? 0 : Math.ceil(reach) + 2;
    const small = factor === 1 ? picture : this.reduce(picture, factor, margin);
    const across = this.#draw('box', small, { reach: { float: reach }, direction: { ivec2: ACROSS } });
    if (small !== picture) this.#targets.give(small);
    const mean = this.#then(across, this.#draw('box', across, { reach: { float: reach }, direction: { ivec2: DOWN } }));
    const place = { factor: { float: factor }, margin: { float: margin } };
    return this.#combine('background', mean, picture, { ...place, offset: { float: offset } });
  }

  /** Draws with the result of a filter and the picture before it, and frees the former. */
  #combine(name: ProgramName, filtered: GlPicture, before: GlPicture, uniforms: Readonly<Record<string, UniformValue>>): GlPicture {
    const result = this.#draw(name, filtered, { ...uniforms, other: { texture: before.texture } }, before);
    if (filtered !== before) this.#targets.give(filtered);
    return result;
  }

  #then(used: GlPicture, result: Target): Target {
    this.#targets.give(used);
    return result;
  }

  #draw(
    name: ProgramName,
    source: GlPicture,
    uniforms: Readonly<Record<string, UniformValue>>,
    { width, height }: { readonly width: number; readonly height: number } = source,
  ): Target {
    const target = this.#targets.take(width, height);
    this.#programs.draw(name, { source: { texture: source.texture }, size: { ivec2: [source.width, source.height] }, ...uniforms });
    return target;
  }
}

function reduced({ width, height }: GlPicture, factor: number, margin: number): { width: number; height: number } {
  return { width: Math.ceil(width / factor) + 2 * margin, height: Math.ceil(height / factor) + 2 * margin };
}
